"""Pages for a browser: one look for the report and the local view.

    from harness.pages import environment, run, trend

    run.values(result)                      # what the report's template shows of a run
    trend.trend("pass rate", points)        # a line over time, its interval and its change points, as geometry
    environment.stream("report", **values)  # the page in pieces, with a policy that lets nothing else run or load

Whatever models, vendors or suites say stands in a page as text: templates escape, and what cannot be seen is
spelled out. Style and script are this package's own files, each allowed by its hash; drawings are inline SVG.
"""
