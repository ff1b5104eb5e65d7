"""A loopback server that speaks the vendors' APIs: for drills, and for applications that are drilled from outside.

It answers OpenAI's Chat Completions and Responses (also at Azure's addresses) and Anthropic's Messages, streamed or
not, from a fixed text, from cassettes or from the real vendor, and lets `faults/` disturb what it sends. It judges
nothing.
"""
