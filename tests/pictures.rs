//! Pictures of the documentation that are drawn from the code. `UPDATE_PICTURES=1 cargo test --test pictures` draws them
//! anew.
#![cfg(feature = "cli")]

use std::fmt::Write;

use onhold::model::{ChangingWait, Feeling};
use onhold::scenario::{NoFiles, Scenario};

/// Clock and felt minutes that are shown.
const WIDE: f64 = 5.0;
const HIGH: f64 = 11.0;

fn clock(wait: &str) -> ChangingWait {
    // A message that makes the wait no different keeps the stretches of a wait that changes.
    let text = format!(
        "[contact.c]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"1m\" }}\n[group.g]\nagents = 1\n\
         skills.c = {{}}\n[wait]\n{wait}\norder_visible = 0.001\n"
    );
    let model = Scenario::parse(&text, "picture.toml").unwrap().compile(&NoFiles).unwrap().model;
    model.contacts[0].changing.clone().unwrap()
}

/// Felt seconds at a clock second, with a wait that was announced at once (infinite: was not).
fn felt(clock: &ChangingWait, at_s: f64, told_s: f64) -> f64 {
    let mut feeling = Feeling { told_s, first_told_s: told_s, ..Feeling::default() };
    clock.advance(0, &mut feeling, at_s);
    feeling.felt_s
}

fn picture() -> String {
    let (silence, music, told) = (clock("hold = \"silence\""), clock("hold = \"music\""), clock("hold = \"music\""));
    let easy = clock("");
    let never = f64::INFINITY;
    let lines: [(&str, &str, &ChangingWait, f64); 5] = [
        ("silence", "#b2182b", &silence, never),
        ("music", "#ef8a62", &music, never),
        ("music, told 2 minutes", "#2166ac", &told, 120.0),
        ("music, told 5 minutes", "#67a9cf", &told, 300.0),
        ("the clock on the wall", "#555555", &easy, never),
    ];
    let x = |minutes: f64| 60.0 + minutes / WIDE * 440.0;
    let y = |minutes: f64| 330.0 - minutes / HIGH * 300.0;
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 780 380\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"780\" height=\"380\" fill=\"#ffffff\"/>\n",
    );
    for minute in 0..=5 {
        let at = x(f64::from(minute));
        let _ = writeln!(svg, "<line x1=\"{at:.1}\" y1=\"330\" x2=\"{at:.1}\" y2=\"30\" stroke=\"#eeeeee\"/>");
        let _ = writeln!(svg, "<text x=\"{at:.1}\" y=\"350\" text-anchor=\"middle\" fill=\"#333333\">{minute}</text>");
    }
    for minute in [0, 2, 4, 6, 8, 10] {
        let at = y(f64::from(minute));
        let _ = writeln!(svg, "<line x1=\"60\" y1=\"{at:.1}\" x2=\"500\" y2=\"{at:.1}\" stroke=\"#eeeeee\"/>");
        let _ =
            writeln!(svg, "<text x=\"50\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#333333\">{minute}</text>", at + 4.0);
    }
    svg += "<text x=\"280\" y=\"372\" text-anchor=\"middle\" fill=\"#333333\">minutes on the wall</text>\n\
            <text x=\"20\" y=\"180\" text-anchor=\"middle\" fill=\"#333333\" transform=\"rotate(-90 20 180)\">minutes felt</text>\n";
    let mut last = 0.0;
    for (name, colour, clock, told_s) in lines {
        let points: Vec<String> = (0..=60)
            .map(|i| {
                let at_s = f64::from(i) * 5.0;
                format!("{:.1},{:.1}", x(at_s / 60.0), y(felt(clock, at_s, told_s) / 60.0))
            })
            .collect();
        // Lines come from the highest to the lowest; their names do not lie over one another.
        let end = (y(felt(clock, 300.0, told_s) / 60.0) + 4.0).max(last + 16.0);
        last = end;
        let points = points.join(" ");
        let _ = writeln!(svg, "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        let _ = writeln!(svg, "<text x=\"508\" y=\"{end:.1}\" fill=\"{colour}\">{name}</text>");
    }
    svg + "</svg>\n"
}

#[test]
fn the_picture_of_felt_time_is_drawn_from_the_clock() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/felt-time.svg");
    let drawn = picture();
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::write(path, &drawn).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), drawn);
}
