"""The fixture `harness`: suites from tests in Python."""

from __future__ import annotations


def test_a_suite_is_run_and_asked_for_its_verdict(live):
    live.write(
        "test_ports.py",
        """
        def test_ports(harness):
            result = harness.run("suites/greet.yaml")
            assert result.complete
            assert result.verdict("claude") == "inconclusive"
            assert result.ports("claude")
        """,
    )
    ran = live.pytest("--harness-record=new", "test_ports.py")
    assert (ran.code, ran.counts) == (1, {"failed": 1})
    assert "greet: claude inconclusive" in ran.out


def test_a_one_off_question_is_recorded_and_replayed(live, vendor):
    live.write(
        "test_one.py",
        """
        def test_one(harness):
            good = harness.check(prompt="Say {{ word }}.", vars={"word": "hello"}, assert_=[{"contains": "hello"}])
            assert good
            assert good.text == "Say hello."
            assert not harness.check(prompt="Say {{ word }}.", vars={"word": "hello"}, assert_=[{"contains": "bye"}])
        """,
    )
    assert live.pytest("--harness-record=new", "test_one.py").code == 0
    assert len(vendor.requests) == 1
    assert live.pytest("test_one.py").code == 0
    assert len(vendor.requests) == 1


def test_a_message_with_more_than_a_content_is_refused(live, vendor):
    live.write(
        "test_more.py",
        """
        import pytest
        from harness.errors import UsageError

        def test_more(harness):
            with pytest.raises(UsageError, match="found the keys role, content, images"):
                harness.check(prompt=[{"role": "user", "content": "What is it?", "images": ["a.png"]}])
        """,
    )
    assert live.pytest("test_more.py").code == 0
    assert vendor.requests == []
