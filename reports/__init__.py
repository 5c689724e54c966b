"""What a reader gets: metrics of a plan, the Excel report, the HTML report and comparisons."""
