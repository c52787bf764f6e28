#!/usr/bin/env bash
# Makes the two font files in assets/fonts. Needs: fonttools and brotli (PyPI),
# Debian's fonts-lmodern, and the npm package @fontsource-variable/source-serif-4 5.3.1, whose
# `files` folder is the first argument. The results are committed; this says where they're from.
set -euo pipefail
here=$(cd "$(dirname "$0")/fonts" && pwd)
serif=${1:?folder with source-serif-4-latin-wght-*.woff2}
lm=${2:-/usr/share/texmf/fonts/opentype/public/lm-math/latinmodern-math.otf}

# Text: western European letters and typographic marks, weights 400 to 650.
text="U+0020-007E,U+00A0-00FF,U+0131,U+0152,U+0153,U+2009,U+2010-2015,U+2018-201E,U+2020,U+2022,U+2026,U+202F,U+2032,U+2033,U+2190-2193,U+2212,U+00D7,U+2260,U+2264,U+2265"
tmp=$(mktemp --suffix=.ttf)
fonttools varLib.instancer -q "$serif/source-serif-4-latin-wght-normal.woff2" wght=400:650 -o "$tmp"
pyftsubset "$tmp" --unicodes="$text" --layout-features='kern,liga,lnum,tnum' \
  --flavor=woff2 --output-file="$here/serif-normal.woff2"
rm "$tmp"

# Mathematics: the Greek italics (U+1D6A4-1D7CB) and the stretchy brackets must stay.
maths="U+0020-007E,U+00A0-00FF,U+0302,U+0303,U+0304,U+0307,U+0391-03F5,U+2016,U+2026,U+2032-2034,U+2044,U+2061-2064,U+20D7,U+2100-214F,U+2190-21FF,U+2200-22FF,U+2308-230B,U+23B0,U+23B1,U+23DC-23DF,U+25A0,U+25A1,U+25FB,U+27E6-27EF,U+27F5-27FE,U+2A00-2A06,U+2A7D,U+2A7E,U+2AAF,U+2AB0,U+1D400-1D433,U+1D434-1D467,U+1D49C-1D4CF,U+1D538-1D56B,U+1D6A4-1D7CB,U+1D7CE-1D7D7"
pyftsubset "$lm" --unicodes="$maths" --layout-features='ssty,dtls,flac' --flavor=woff2 \
  --output-file="$here/latin-modern-math.woff2"
ls -l "$here"
