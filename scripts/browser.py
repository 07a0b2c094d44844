#!/usr/bin/env python3
"""Print the path of a Chromium for the browser tests, installing one where there is none."""

from setup_steps import browser

print(browser.ensure())
