package io.mnemon.memory;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
