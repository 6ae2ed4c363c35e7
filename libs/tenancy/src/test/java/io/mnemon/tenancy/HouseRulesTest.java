package io.mnemon.tenancy;

import io.mnemon.test.HouseRules;

class HouseRulesTest extends HouseRules {}
