package io.mnemon.audit;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
