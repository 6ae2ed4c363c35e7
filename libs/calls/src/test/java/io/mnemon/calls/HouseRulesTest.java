package io.mnemon.calls;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
