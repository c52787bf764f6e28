//! Chromium (or Chrome) and the driver that belongs to it.

use super::{announce, apt};
use crate::project;
use crate::run::{Outcome, answer, find, variable};
use std::path::{Path, PathBuf};

/// A browser and a driver of the same major version.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Where browsers are that put nothing on the PATH.
const PLACES: [&str; 4] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// Debian's build of the same browser without its windows, and its program's name.
const SHELL: &str = "chromium-headless-shell";

/// The browser for the end-to-end tests: without windows where it can be had, since that spares a third
/// of their processor time; else the whole one.
pub fn headless() -> Outcome<PathBuf> {
    if let Some(chosen) = chosen("CHROMIUM")? {
        return Ok(chosen);
    }
    if find(SHELL).is_none() && apt::is_debian() {
        announce("Chromium without windows", "through apt", "1 minute");
        // Without it the tests take longer, and are the same.
        if let Err(error) = apt::install(&[SHELL]) {
            eprintln!("{error}");
        }
    }
    find(SHELL).map_or_else(chromium, Ok)
}

/// The whole browser.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(chosen) = chosen("CHROMIUM")? {
        return Ok(chosen);
    }
    if let Some(found) = browsers().into_iter().next() {
        return Ok(found);
    }
    install()?;
    browsers().into_iter().next().ok_or_else(missing)
}

/// The browser and the driver for the WebAssembly tests.
pub fn with_driver() -> Outcome<Browser> {
    if let Some(pair) = pair()? {
        return Ok(pair);
    }
    install()?;
    pair()?.ok_or_else(missing)
}

/// The first browser and driver that fit together. A variable that names one is obeyed.
fn pair() -> Outcome<Option<Browser>> {
    let browsers = chosen("CHROMIUM")?.map_or_else(browsers, |one| vec![one]);
    let drivers = chosen("CHROMEDRIVER")?.map_or_else(drivers, |one| vec![one]);
    for chromium in &browsers {
        for driver in &drivers {
            // A browser that doesn't tell its version (on Windows none does) is given the chance.
            if fits(major(chromium), major(driver)) {
                return Ok(Some(Browser {
                    chromium: chromium.clone(),
                    driver: driver.clone(),
                }));
            }
        }
    }
    Ok(None)
}

fn fits(browser: Option<u32>, driver: Option<u32>) -> bool {
    match (browser, driver) {
        (Some(browser), Some(driver)) => browser == driver,
        _ => true,
    }
}

fn chosen(name: &str) -> Outcome<Option<PathBuf>> {
    let Some(value) = variable(name).map(PathBuf::from) else {
        return Ok(None);
    };
    if value.is_file() {
        return Ok(Some(value));
    }
    let on_path = value.to_str().and_then(find);
    on_path
        .map(Some)
        .ok_or_else(|| format!("{name} names {}, which isn't there.", value.display()))
}

fn browsers() -> Vec<PathBuf> {
    let places = PLACES.into_iter().map(PathBuf::from);
    let places = places.filter(|place| place.is_file());
    BROWSERS
        .into_iter()
        .filter_map(find)
        .chain(places)
        .collect()
}

fn drivers() -> Vec<PathBuf> {
    // Hosted build machines keep theirs in a folder that this variable names.
    let folder = variable("CHROMEWEBDRIVER").map(PathBuf::from);
    let folder = folder.map(|folder| crate::run::executable(&folder, "chromedriver"));
    let folder = folder.filter(|driver| driver.is_file());
    find("chromedriver").into_iter().chain(folder).collect()
}

/// "Chromium 140.0.7339.80 …" is 140, and so is "ChromeDriver 140.0.7339.80 (…)".
fn major(program: &Path) -> Option<u32> {
    if cfg!(windows) && program.file_stem().is_some_and(|stem| stem == "chrome") {
        return None; // It would open a window.
    }
    major_in(&answer(program, &["--version"])?)
}

fn major_in(said: &str) -> Option<u32> {
    said.split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .and_then(|version| version.split('.').next()?.parse().ok())
}

fn install() -> Outcome {
    if find("apt-get").is_none() {
        return Err(missing());
    }
    announce(
        "Chromium and its driver",
        "the browser of the tests, through apt",
        "1 minute",
    );
    if apt::install(&["chromium", "chromium-driver"])? {
        Ok(())
    } else {
        Err(missing())
    }
}

fn missing() -> String {
    let how = if cfg!(target_os = "macos") {
        "  brew install --cask google-chrome chromedriver"
    } else if cfg!(windows) {
        "  install Google Chrome, and the ChromeDriver of the same version"
    } else {
        "  Debian:          sudo apt-get install chromium chromium-driver\n  \
         other systems:   Google Chrome or Chromium, and the ChromeDriver of the same version"
    };
    format!(
        "The tests need Chromium or Chrome, and a ChromeDriver of the same major version; they were \
         not both found.\n{how}\nOr name the programs in the variables CHROMIUM and CHROMEDRIVER."
    )
}

/// The settings for wasm-bindgen's test runner: the crate's own, with this browser in them.
pub fn driver_settings(crate_folder: &Path, chromium: &Path) -> Outcome<PathBuf> {
    let own = crate_folder.join("webdriver.json");
    let text = std::fs::read_to_string(&own)
        .map_err(|e| format!("{} can't be read: {e}.", own.display()))?;
    let mut settings: serde_json::Value =
        serde_json::from_str(&text).map_err(|e| format!("{} isn't right: {e}.", own.display()))?;
    settings["goog:chromeOptions"]["binary"] = chromium.to_string_lossy().into();
    let folder = project::target();
    let file = folder.join("webdriver.json");
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&file, settings.to_string()))
        .map_err(|e| format!("{} can't be written: {e}.", file.display()))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::{fits, major_in};

    #[test]
    fn major_versions_are_compared() {
        assert_eq!(
            major_in("Chromium 140.0.7339.80 built on Debian"),
            Some(140)
        );
        assert_eq!(major_in("Google Chrome 141.0.1.2"), Some(141));
        assert_eq!(major_in("ChromeDriver 140.0.7339.80 (abc)"), Some(140));
        assert_eq!(major_in(""), None);
        assert!(fits(Some(140), Some(140)) && !fits(Some(141), Some(140)) && fits(None, Some(1)));
    }
}
