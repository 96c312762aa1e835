//! The shelf and the counter through the program itself: what is put by, the
//! slip, the code, and what a clerk is told when it is not to be had.
//!
//! 一组-001 has 150 points, of which 50 can be spent; RICE-5 is 20.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Office, Said};

/// Runs it and wants it done.
fn done(office: &Office, lang: &str, by: &str, args: &[&str]) -> Said {
    let said = office.say(lang, by, args);
    assert_eq!(said.code, 0, "{args:?}: {}", said.all());
    said
}

#[test]
fn a_slip_is_told_with_its_code_and_collected_by_the_code_alone() {
    let office = Office::new();
    done(&office, "zh", "manager", &["库存", "入库", "RICE-5", "5"]);
    let slip =
        done(&office, "zh", "clerk", &["预留", "一组-001", "rice-5", "2", "--request", "s1"]);
    for words in ["核销码", "RICE-5 兑换RICE-5 × 2", "已付", "40", "保留到  2026-03-27", "一组-001"]
    {
        assert!(slip.out.contains(words), "{words}: {}", slip.out);
    }
    // The code stands large in the slip, letter by letter.
    let big = slip.out.lines().map(str::trim).find(|line| line.len() == 27).unwrap();
    let code: String = big.split(' ').collect();
    assert!(slip.err.contains(&format!("核销 {code}")), "{}", slip.err);

    // Asked again, as after a crash: the same slip, and nothing taken twice.
    let again = office.json("clerk", &["reserve", "一组-001", "RICE-5", "2", "--request", "s1"]);
    assert_eq!((again["repeated"].as_bool(), again["code"].as_str()), (Some(true), Some(&*code)));
    assert_eq!(office.balance("一组-001"), "110");
    let entry = again["entry"].as_str().unwrap();
    assert!(!std::fs::read_to_string(office.segment("LC01")).unwrap().contains(&code));

    let listed = done(&office, "zh", "clerk", &["预留单"]);
    for words in [entry, "一组-001", "RICE-5 ×2", "40分 JF", "2026-03-27"] {
        assert!(listed.out.contains(words), "{words}: {}", listed.out);
    }
    let shown = done(&office, "zh", "clerk", &["账户", "查看", "一组-001"]);
    assert!(shown.out.contains("兑换RICE-5 ×2，保留到 2026-03-27"), "{}", shown.out);
    let shelf = office.json("clerk", &["stock", "show"]);
    let rice = shelf.as_array().unwrap().iter().find(|s| s["offer"] == "RICE-5").unwrap();
    assert_eq!((rice["stock"].as_str(), rice["put_by"].as_str()), (Some("3"), Some("2")));

    // Typed as on a phone: in lower case, with blanks.
    let typed = code.to_lowercase().replace('-', " ");
    let said = done(&office, "zh", "clerk", &["核销", &typed]);
    assert!(said.out.contains("已核销") && said.out.contains("40"), "{}", said.out);
    let said = office.say("zh", "clerk", &["核销", &code]);
    assert!(said.code == 1 && said.err.contains("没有哪张预留单"), "{}", said.all());
    let said = office.say("zh", "clerk", &["核销", &code, "--entry", entry]);
    assert!(said.code == 1 && said.err.contains("没有未了的预留单"), "{}", said.all());
    assert!(done(&office, "zh", "clerk", &["预留单"]).out.contains("没有未了的预留单"));

    let told = done(&office, "zh", "clerk", &["对账单", "一组-001"]);
    assert!(told.out.contains("预留") && told.out.contains("核销"), "{}", told.out);
    let said = done(&office, "zh", "auditor", &["审计"]);
    assert!(said.out.contains("没有发现问题"), "{}", said.out);
}

#[test]
fn a_collection_asked_again_under_its_request_is_answered_as_before() {
    let office = Office::new();
    let kept = office.json("clerk", &["reserve", "一组-001", "RICE-5"]);
    let code = kept["code"].as_str().unwrap();
    let had = office.json("clerk", &["collect", code, "--request", "c1"]);
    let again = office.json("clerk", &["collect", code, "--request", "c1"]);
    assert_eq!((entry(&again), again["repeated"].as_bool()), (entry(&had), Some(true)));
    // Another code under that key is another request.
    let other = office.json("clerk", &["reserve", "一组-001", "RICE-5"]);
    let said =
        office.run("clerk", &["collect", other["code"].as_str().unwrap(), "--request", "c1"]);
    assert!(said.code == 1 && said.err.contains("c1"), "{}", said.all());
}

#[test]
fn a_reservation_is_cancelled_and_what_was_collected_is_returned() {
    let office = Office::new();
    let kept = office.json("clerk", &["reserve", "一组-001", "RICE-5"]);
    let said = office.run("clerk", &["collect", "2222-2222-2222", "--entry", entry(&kept)]);
    assert!(said.code == 1 && said.err.contains("not the code of reservation"), "{}", said.all());
    let said = office.run("clerk", &["collect", "2222-2222"]);
    assert!(said.code == 2 && said.err.contains("twelve letters"), "{}", said.all());
    let said = done(&office, "en", "clerk", &["cancel", entry(&kept), "--reason", "unwanted"]);
    assert!(said.out.contains("20 文明积分 given back"), "{}", said.out);
    assert_eq!(office.balance("一组-001"), "150");

    let kept = office.json("clerk", &["reserve", "一组-001", "RICE-5", "2"]);
    let had = office.json("clerk", &["collect", kept["code"].as_str().unwrap()]);
    let back = ["return", entry(&had), "1", "--reason", "wet"];
    let said = office.run("clerk", &back);
    assert!(said.code == 1 && said.err.contains("takes a manager"), "{}", said.all());
    let said = done(&office, "en", "manager", &back);
    assert!(said.out.contains("20 文明积分 given back"), "{}", said.out);
    let said = office.run("manager", &["return", entry(&had), "2", "--reason", "wet"]);
    assert!(said.err.contains("1 can still be returned, and 2 are wanted"), "{}", said.all());
    let said = office.run("manager", &["reverse", entry(&had), "--reason", "wrong"]);
    assert!(said.err.contains("that is returned, not reversed"), "{}", said.all());
    assert_eq!(office.balance("一组-001"), "130");
    let told = done(&office, "en", "clerk", &["statement", "一组-001", "--all"]);
    for word in ["reservation", "reservation cancelled", "collection", "return"] {
        assert!(told.out.contains(word), "{word}: {}", told.out);
    }
    for form in ["hledger", "journal"] {
        done(&office, "en", "clerk", &["export", form]);
    }
}

fn entry(answer: &serde_json::Value) -> &str {
    answer["entry"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

#[test]
fn an_offer_is_listed_with_its_limit_its_days_and_its_stock_in_one_order() {
    let office = Office::new();
    let add = |stock: &'static str| {
        vec![
            "兑换项目",
            "上架",
            "OIL",
            "--title",
            "食用油",
            "--price",
            "5",
            "--limit",
            "2次/月",
            "--from",
            "2026-03-01",
            "--until",
            "2026-03-31",
            "--hold-days",
            "3",
            "--stock",
            stock,
        ]
    };
    let said = done(&office, "zh", "manager", &add("3"));
    for words in ["每月2次", "2026-03-01 至 2026-03-31", "3天", "库存"] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let offers = office.json("clerk", &["offer", "list"]);
    let oil = || offers.as_array().unwrap().iter().find(|o| o["offer"] == "OIL").unwrap();
    assert_eq!(oil()["limit"], "2 times/month");
    assert_eq!(oil()["stock"], "3");
    let listed = done(&office, "zh", "clerk", &["兑换项目", "列表"]);
    assert!(listed.out.contains("每月2次") && listed.out.contains("库存"), "{}", listed.out);

    done(&office, "zh", "clerk", &["兑换", "一组-001", "OIL", "2"]);
    let said = office.say("zh", "clerk", &["兑换", "一组-001", "OIL"]);
    assert!(said.err.contains("每个账户限额为每月2次；已兑换 2 份，又要 1 份"), "{}", said.all());
    let said = office.say("zh", "clerk", &["兑换", "一组-002", "OIL", "2"]);
    assert!(said.err.contains("只剩 1 份，要 2 份"), "{}", said.all());
    // Listed anew with what was counted: the entry says what that changes.
    done(&office, "zh", "manager", &add("4"));
    let said = done(&office, "zh", "manager", &["库存", "盘点", "OIL", "2"]);
    assert!(said.out.contains("-2") && said.out.contains("盘点"), "{}", said.out);
    let said = office.say("zh", "manager", &["库存", "入库", "OIL", "-3", "--reason", "破损"]);
    assert!(said.err.contains("只剩 2 份，要 3 份"), "{}", said.all());

    done(&office, "zh", "manager", &["兑换项目", "暂停", "OIL", "--reason", "盘点"]);
    let said = office.say("zh", "clerk", &["预留", "一组-002", "OIL"]);
    assert!(
        said.err.contains("已暂停") && said.err.contains("兑换项目 恢复 OIL"),
        "{}",
        said.all()
    );
    assert!(done(&office, "zh", "clerk", &["兑换项目", "列表"]).out.contains("已暂停"));
    done(&office, "zh", "manager", &["兑换项目", "恢复", "OIL"]);

    let bad = ["offer", "add", "X", "--title", "x", "--price", "5", "--limit", "20/月"];
    let said = office.run("manager", &bad);
    assert!(said.code == 1 && said.err.contains("no limit an offer can have"), "{}", said.all());
    let bad = ["offer", "add", "X", "--title", "x", "--price", "5", "--limit", "often"];
    let said = office.run("manager", &bad);
    assert!(said.code == 2 && said.err.contains("often"), "{}", said.all());
    let said = done(&office, "zh", "auditor", &["审计"]);
    assert!(said.out.contains("没有发现问题"), "{}", said.out);
}

#[test]
fn a_limit_may_be_written_as_a_sheet_has_it_and_goods_may_be_offered_without_a_count() {
    let office = Office::new();
    done(
        &office,
        "en",
        "manager",
        &["offer", "add", "TEA", "--title", "茶", "--price", "1", "--limit", "1次"],
    );
    let listed = done(&office, "en", "clerk", &["offer", "list"]);
    assert!(
        listed.out.contains("1 time for life") && !listed.out.contains("in stock"),
        "{}",
        listed.out
    );
    let shelf = done(&office, "en", "clerk", &["stock", "show"]);
    assert!(shelf.out.contains("not counted"), "{}", shelf.out);
}

#[test]
fn a_listed_offer_keeps_what_is_not_said_and_its_answer_names_what_changed() {
    let office = Office::new();
    let opened = office.json("manager", &["account", "open", "--kind", "merchant"]);
    let shop = opened["account"].as_str().unwrap_or_else(|| panic!("{opened}"));
    let add = ["offer", "add", "OIL", "--title", "食用油", "--price", "5", "--kind", "service"];
    let terms = ["--limit", "2次/月", "--from", "2026-03-01", "--hold-days", "3天"];
    let add = [&add[..], &["--merchant", shop], &terms].concat();
    let said = done(&office, "en", "manager", &add);
    assert!(said.out.contains("listed: 食用油") && !said.out.contains('→'), "{}", said.out);

    // Only the price: everything else stays, and only the price is said to change.
    let said = done(&office, "zh", "manager", &["兑换项目", "上架", "OIL", "--price", "6"]);
    assert!(said.out.contains("5分 JF → 6分 JF"), "{}", said.out);
    assert_eq!(said.out.matches('→').count(), 1, "{}", said.out);
    let listed = |office: &Office| {
        let all = office.json("clerk", &["offer", "list"]);
        all.as_array().unwrap().iter().find(|o| o["offer"] == "OIL").unwrap().clone()
    };
    let oil = listed(&office);
    let kept = [
        ("title", "食用油"),
        ("kind", "service"),
        ("price", "6"),
        ("merchant", shop),
        ("limit", "2 times/month"),
        ("from", "2026-03-01"),
    ];
    for (term, value) in kept {
        assert_eq!(oil[term], value, "{term}: {oil}");
    }
    assert_eq!(oil["hold_days"], 3, "{oil}");

    // A term goes when it is taken away in so many words.
    let gone = ["--merchant", "none", "--limit", "无", "--from", "none", "--hold-days", "无"];
    let said = done(&office, "zh", "manager", &[&["兑换项目", "上架", "OIL"][..], &gone].concat());
    for words in ["每月2次 → （无）", "2026-03-01 起 → （无）", "3天 → （无）", "→ 银行"]
    {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let oil = listed(&office);
    for term in ["merchant", "limit", "from"] {
        assert!(oil[term].is_null(), "{term}: {oil}");
    }

    // A new one has to say what it is and what it costs; what was withdrawn begins anew.
    done(&office, "zh", "manager", &["兑换项目", "下架", "OIL", "--reason", "售罄"]);
    for args in [&["offer", "add", "NEW", "--price", "5"][..], &["offer", "add", "OIL"]] {
        let said = office.run("manager", args);
        assert!(said.code == 2 && said.err.contains("missing: `--title`"), "{}", said.all());
    }
}
