//! If the program ever panics, the reader sees a message and a way on, never a dead page.

use leptos::prelude::document;

/// Shows a panic on the page, and in the console for whoever mends it.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error(&info.to_string());
        show();
    }));
}

fn console_error(text: &str) {
    leptos::logging::error!("{text}");
}

/// Plain DOM calls: the reactive system may be what broke.
fn show() {
    let document = document();
    if document.get_element_by_id("panic").is_some() {
        return;
    }
    let build = || -> Option<()> {
        let make = |tag: &str, text: &str| {
            let element = document.create_element(tag).ok()?;
            element.set_text_content(Some(text));
            Some(element)
        };
        let panel = document.create_element("div").ok()?;
        panel.set_id("panic");
        panel.set_attribute("role", "alert").ok()?;
        // boot.js answers the click: nothing here may run any more.
        let reload = make("button", "Reload this page")?;
        reload.set_attribute("type", "button").ok()?;
        reload.set_attribute("class", "button").ok()?;
        reload.set_attribute("data-reload", "").ok()?;
        panel
            .append_child(&make("strong", "Something in this page broke.")?.into())
            .ok()?;
        panel
            .append_child(
                &make(
                    "p",
                    "The address still names what you were looking at, so nothing is lost.",
                )?
                .into(),
            )
            .ok()?;
        panel.append_child(&reload.into()).ok()?;
        document.body()?.append_child(&panel.into()).ok()?;
        Some(())
    };
    let _ = build();
}
