"""The whole product against providers that fail: what the user sees, and what it cost."""

import pytest

pytest.register_assert_rewrite("providers.market", "providers.tale")
