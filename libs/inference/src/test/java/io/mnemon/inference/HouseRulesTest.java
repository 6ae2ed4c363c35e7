package io.mnemon.inference;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
