package io.mnemon.governance;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
