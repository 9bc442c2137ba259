//! Templates as the provider tells them.

use crate::support::*;
use desk_model::template::{Category, Header, Template, TemplateButton, TemplateStatus};
use desk_store::template;

both!(syncing, news);

fn sample(tpl: &str, name: &str, language: &str) -> Template {
    Template {
        id: id(tpl),
        number: id("num_um"),
        name: name.to_owned(),
        language: language.to_owned(),
        category: Category::Utility,
        status: TemplateStatus::Approved,
        quality: "GREEN".to_owned(),
        header: Some(Header::Text { text: "Pedido {{1}}".to_owned() }),
        body: "Olá {{1}}".to_owned(),
        footer: Some("Loja".to_owned()),
        buttons: vec![TemplateButton { kind: "URL".to_owned(), label: "Ver".to_owned(), needs_value: true }],
        named: false,
    }
}

async fn syncing(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let number = id("num_um");
    let first = [sample("tpl_2", "b", "pt_BR"), sample("tpl_1", "a", "pt_BR"), sample("tpl_3", "B", "en")];
    assert!(template::replace_all(&mut tx, &number, &first, at(1)).await.unwrap());
    let listed = template::list(&mut tx, &number).await.unwrap();
    assert_eq!(listed, vec![first[2].clone(), first[1].clone(), first[0].clone()], "by name, in bytes");
    assert_eq!(template::get(&mut tx, &id("tpl_2")).await.unwrap(), Some(first[0].clone()));
    assert_eq!(template::get(&mut tx, &id("tpl_none")).await.unwrap(), None);
    // A provider that makes new ids at every sync tells nothing new.
    let same = [sample("tpl_9", "B", "en"), sample("tpl_8", "a", "pt_BR"), sample("tpl_7", "b", "pt_BR")];
    assert!(!template::replace_all(&mut tx, &number, &same, at(2)).await.unwrap());
    assert_eq!(template::list(&mut tx, &number).await.unwrap(), listed);
    let mut next =
        vec![sample("tpl_6", "a", "pt_BR"), sample("tpl_5", "c", "pt_BR"), sample("tpl_4", "c", "pt_BR")];
    next[0].body = "Oi {{1}}".to_owned();
    assert!(template::replace_all(&mut tx, &number, &next, at(3)).await.unwrap());
    let listed = template::list(&mut tx, &number).await.unwrap();
    let told: Vec<_> = listed.iter().map(|t| (t.id.as_str(), t.name.as_str(), t.body.as_str())).collect();
    assert_eq!(told, [("tpl_1", "a", "Oi {{1}}"), ("tpl_5", "c", "Olá {{1}}")], "known ones keep their id");
    assert!(template::replace_all(&mut tx, &number, &[], at(4)).await.unwrap());
    assert!(template::list(&mut tx, &number).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    store.close().await;
}

async fn news(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let number = id("num_um");
    let known = [sample("tpl_1", "a", "pt_BR"), sample("tpl_2", "a", "en_US")];
    template::replace_all(&mut tx, &number, &known, at(1)).await.unwrap();
    let paused = TemplateStatus::Paused;
    assert!(template::set_status(&mut tx, &number, "a", "pt-BR", &paused, at(2)).await.unwrap());
    assert!(!template::set_status(&mut tx, &number, "a", "pt_BR", &paused, at(3)).await.unwrap());
    assert!(!template::set_status(&mut tx, &number, "z", "pt_BR", &paused, at(3)).await.unwrap());
    let odd = TemplateStatus::Other("IN_APPEAL".to_owned());
    assert!(template::set_status(&mut tx, &number, "a", "en_US", &odd, at(3)).await.unwrap());
    assert!(
        template::set_category(&mut tx, &number, "a", "en-us", Category::Marketing, at(4)).await.unwrap()
    );
    assert!(
        !template::set_category(&mut tx, &number, "a", "en_US", Category::Marketing, at(5)).await.unwrap()
    );
    let listed = template::list(&mut tx, &number).await.unwrap();
    let told: Vec<_> = listed.iter().map(|t| (t.id.as_str(), t.status.clone(), t.category)).collect();
    assert_eq!(told, [("tpl_2", odd, Category::Marketing), ("tpl_1", paused, Category::Utility)]);
    tx.commit().await.unwrap();
    store.close().await;
}
