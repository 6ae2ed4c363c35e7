package io.mnemon.index;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
