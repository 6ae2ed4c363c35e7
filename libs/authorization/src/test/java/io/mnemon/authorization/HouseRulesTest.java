package io.mnemon.authorization;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
