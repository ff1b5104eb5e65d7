"""A product, and another one whose name only goes on."""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same

OTHER_PRODUCTS = """
    Install lodash. | Install lodash/fp.
    Use lodash for that. | Use lodash/fp for that.
    Buy the iPhone 15 Pro. | Buy the iPhone 15 Pro Max.
    I recommend the Pro. | I recommend the Pro Max.
    Use Python 3. | Use Python 3 on Windows only.
    It works with Python 3. | It works with Python 3 on Windows only.
    Install react. | Install react-dom.
    You need the Basic plan. | You need the Basic Plus plan.
    Import os. | Import os.path.
    Use the Surface Go. | Use the Surface Go 2.
    Install pytest. | Install pytest-xdist.
    Use Ubuntu Server. | Use Ubuntu.
    It needs Windows 11 Pro. | It needs Windows 11.
    Get the Galaxy S24. | Get the Galaxy S24 Ultra.
    npm install babel | npm install @babel/core
    The model is GPT-4. | The model is GPT-4 Turbo.
    The plan is Team. | The plan is Team Plus.
    Use Redis. | Use Redis Cluster.
    Take the Pixel 8. | Take the Pixel 8 Pro.
    The job needs Jira Cloud. | The job needs Jira.
    Import from rxjs. | Import from rxjs/operators.
    Import date-fns. | Import date-fns/locale.
    You want the pro. | You want the pro max.
    Order the Model X Plus. | Order the Model X.
    We run SQL Server Express. | We run SQL Server.
    The offer is for Office 365 Home. | The offer is for Office 365.
    Get an iPad Air 5. | Get an iPad Air.
    Upgrade to Visual Studio Enterprise today. | Upgrade to Visual Studio today.
    Download Docker Desktop Beta. | Download Docker Desktop.
"""
ONE_PRODUCT = """
    Install lodash. | Please install lodash.
    Install lodash. | Install the lodash package.
    Use Python 3. | Use Python version 3.
    Buy the iPhone 15 Pro Max. | Get the iPhone 15 Pro Max.
    Use lodash/fp for that. | For that, use lodash/fp.
    It works with Python 3 on Windows only. | It only works with Python 3 on Windows.
    You need the Basic plan. | You need the plan Basic.
    Install pytest-xdist. | Install the package pytest-xdist.
    The model is GPT-4 Turbo. | It's GPT-4 Turbo.
    It needs Windows 11 Pro. | It requires Windows 11 Pro.
    Use Redis. | Use Redis for this.
    I recommend the Pro Max. | I'd recommend the Pro Max.
    The plan is Team Plus. | It's the Team Plus plan.
    She lives in New York. | She lives in New York City.
    Bring tea or coffee. | Bring tea and/or coffee.
    Billy Joel | Billy Joel/Joel
    Call the doctor. | Call the doctor/physician.
    Take the Pixel 8 Pro. | Take the Google Pixel 8 Pro.
    Import from rxjs/operators. | Import it from rxjs/operators.
    Get an iPad Air 5. | Get the iPad Air 5.
    We run SQL Server Express. | We're running SQL Server Express.
    Ask Tom. | Ask Tom, please.
    Order the Model X Plus. | Please order the Model X Plus.
    You want the pro max. | You'd want the Pro Max.
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" | ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("ours", "theirs"), rows(OTHER_PRODUCTS))
def test_a_name_that_goes_on_is_another_product(ours, theirs):
    assert_different(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), rows(ONE_PRODUCT))
def test_one_product_in_other_words(ours, theirs):
    assert_same(ours, theirs)
