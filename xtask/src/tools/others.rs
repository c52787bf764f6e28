//! Firefox and WebKitGTK, for the short suite in other browsers than Chromium.

use super::{announce, apt};
use crate::run::find;
use std::path::PathBuf;
use std::process::Command;

/// Where Debian has WebKitGTK's own browser.
const MINI_BROWSERS: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
];

/// What of them is here.
pub struct Others {
    firefox: Option<PathBuf>,
    webkit: Option<WebKit>,
}

struct WebKit {
    driver: PathBuf,
    browser: PathBuf,
    /// What gives it a display.
    display: PathBuf,
}

/// Those that are here, after an attempt to install what isn't. A system without them is no error:
/// the suite says that it skips them.
pub fn find_or_install() -> Others {
    let wanted: Vec<&str> = [
        (firefox().is_none()).then_some("firefox-esr"),
        (webkit().is_none()).then_some("webkit2gtk-driver"),
        (find("xvfb-run").is_none()).then_some("xvfb"),
        (find("xauth").is_none()).then_some("xauth"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !wanted.is_empty() && find("apt-get").is_some() {
        announce(
            "Firefox and WebKitGTK",
            "other browsers for a short suite, through apt",
            "1 minute",
        );
        if let Err(error) = apt::install(&wanted) {
            eprintln!("{error}\nThe suite goes on without them.");
        }
    }
    Others {
        firefox: firefox(),
        webkit: webkit(),
    }
}

fn firefox() -> Option<PathBuf> {
    ["firefox-esr", "firefox"].into_iter().find_map(find)
}

fn webkit() -> Option<WebKit> {
    let mut browsers = MINI_BROWSERS.into_iter().map(PathBuf::from);
    Some(WebKit {
        driver: find("WebKitWebDriver")?,
        browser: browsers.find(|browser| browser.is_file())?,
        display: find("xvfb-run")?,
    })
}

impl Others {
    /// Tells the suite where they are.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Some(firefox) = &self.firefox {
            command.env("FOUR_PILLARS_FIREFOX", firefox);
        }
        if let Some(webkit) = &self.webkit {
            command
                .env("FOUR_PILLARS_WEBKIT_DRIVER", &webkit.driver)
                .env("FOUR_PILLARS_WEBKIT", &webkit.browser)
                .env("FOUR_PILLARS_DISPLAY", &webkit.display);
        }
        command
    }
}
