"""Exports of Slack: https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports"""
