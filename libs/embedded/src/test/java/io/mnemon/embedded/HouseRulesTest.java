package io.mnemon.embedded;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
