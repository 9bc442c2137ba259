//! Templates as the provider tells them.

use crate::support::*;
use desk_model::template::{
    ButtonKind, Category, Header, HeaderMedia, Standing, Template, TemplateButton, TemplateStatus, Upcoming,
    UploadView,
};
use desk_store::{UploadRow, template, upload};

both!(syncing, news, standing_and_queues, uploads);

/// As it is stored when it was synced then.
fn synced(mut template: Template, micros: i64) -> Template {
    template.standing.synced_at = Some(at(micros));
    template
}

fn sample(tpl: &str, name: &str, language: &str) -> Template {
    Template {
        id: id(tpl),
        number: id("num_um"),
        provider_id: "123".to_owned(),
        name: name.to_owned(),
        language: language.to_owned(),
        category: Category::Utility,
        status: TemplateStatus::Approved,
        quality: "GREEN".to_owned(),
        header: Some(Header::Text { text: "Pedido {{1}}".to_owned() }),
        body: "Olá {{1}}".to_owned(),
        footer: Some("Loja".to_owned()),
        buttons: vec![TemplateButton {
            kind: ButtonKind::Url,
            label: "Ver".to_owned(),
            needs_value: true,
            target: "https://x.br/{{1}}".to_owned(),
        }],
        named: false,
        examples: [("body.1".to_owned(), "Ana".to_owned())].into(),
        standing: Standing::default(),
        queues: Vec::new(),
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
    let expected = [&first[2], &first[1], &first[0]].map(|template| synced(template.clone(), 1));
    assert_eq!(listed, expected, "by name, in bytes");
    assert_eq!(template::get(&mut tx, &id("tpl_2")).await.unwrap(), Some(synced(first[0].clone(), 1)));
    assert_eq!(template::get(&mut tx, &id("tpl_none")).await.unwrap(), None);
    // A provider that makes new ids at every sync tells nothing new.
    let same = [sample("tpl_9", "B", "en"), sample("tpl_8", "a", "pt_BR"), sample("tpl_7", "b", "pt_BR")];
    assert!(!template::replace_all(&mut tx, &number, &same, at(2)).await.unwrap());
    let later: Vec<Template> = listed.into_iter().map(|template| synced(template, 2)).collect();
    assert_eq!(template::list(&mut tx, &number).await.unwrap(), later);
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
    let to = |status: TemplateStatus| move |t: &mut Template| t.status = status.clone();
    assert!(template::change(&mut tx, &number, "a", "pt-BR", at(2), to(paused.clone())).await.unwrap());
    assert!(!template::change(&mut tx, &number, "a", "pt_BR", at(3), to(paused.clone())).await.unwrap());
    assert!(!template::change(&mut tx, &number, "z", "pt_BR", at(3), to(paused.clone())).await.unwrap());
    let odd = TemplateStatus::Other("IN_APPEAL".to_owned());
    assert!(template::change(&mut tx, &number, "a", "en_US", at(3), to(odd.clone())).await.unwrap());
    let marketing = |t: &mut Template| t.category = Category::Marketing;
    assert!(template::change(&mut tx, &number, "a", "en-us", at(4), marketing).await.unwrap());
    assert!(!template::change(&mut tx, &number, "a", "en_US", at(5), marketing).await.unwrap());
    let listed = template::list(&mut tx, &number).await.unwrap();
    let told: Vec<_> = listed.iter().map(|t| (t.id.as_str(), t.status.clone(), t.category)).collect();
    assert_eq!(told, [("tpl_2", odd, Category::Marketing), ("tpl_1", paused, Category::Utility)]);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn standing_and_queues(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let number = id("num_um");
    let mut full = sample("tpl_1", "a", "pt_BR");
    full.status = TemplateStatus::Rejected;
    full.standing = Standing {
        rejection: Some("SCAM".to_owned()),
        upcoming: Some(Upcoming { category: Category::Marketing, at: Some(at(9)) }),
        paused_until: Some(at(8)),
        disable_at: Some(at(7)),
        synced_at: Some(at(6)),
    };
    template::put(&mut tx, &full, at(1)).await.unwrap();
    assert_eq!(template::get(&mut tx, &full.id).await.unwrap(), Some(full.clone()));
    assert_eq!(template::by_key(&mut tx, &number, "a", "pt_BR").await.unwrap(), Some(full.clone()));
    assert_eq!(template::by_key(&mut tx, &number, "a", "pt-BR").await.unwrap(), None);
    let queues = [id("que_suporte"), id("que_vendas")];
    template::set_queues(&mut tx, &full.id, &queues).await.unwrap();
    full.queues = queues.to_vec();
    assert_eq!(template::list(&mut tx, &number).await.unwrap(), [full.clone()]);
    // A list that tells less takes nothing away but what can no longer be true.
    let fresh = Template { status: TemplateStatus::Paused, ..sample("tpl_9", "a", "pt_BR") };
    assert!(template::replace_all(&mut tx, &number, &[fresh], at(10)).await.unwrap());
    let now = template::get(&mut tx, &full.id).await.unwrap().unwrap();
    assert_eq!(now.queues, full.queues);
    assert_eq!((now.standing.rejection, now.standing.paused_until), (None, Some(at(8))));
    assert_eq!(now.standing.upcoming.map(|u| u.category), Some(Category::Marketing));
    let moved = Template { category: Category::Marketing, ..sample("tpl_9", "a", "pt_BR") };
    template::replace_all(&mut tx, &number, &[moved], at(11)).await.unwrap();
    let now = template::get(&mut tx, &full.id).await.unwrap().unwrap();
    assert_eq!((now.standing.upcoming, now.standing.paused_until), (None, None));
    template::set_queues(&mut tx, &full.id, &[]).await.unwrap();
    assert!(template::get(&mut tx, &full.id).await.unwrap().unwrap().queues.is_empty());
    template::set_queues(&mut tx, &full.id, &queues).await.unwrap();
    template::delete(&mut tx, &full.id).await.unwrap();
    assert_eq!(template::get(&mut tx, &full.id).await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn uploads(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let view = UploadView {
        id: id("upl_1"),
        number: id("num_um"),
        kind: HeaderMedia::Document,
        mime: "application/pdf".to_owned(),
        filename: "boleto\0.pdf".to_owned(),
        size: 5_000_000_000,
    };
    let row = UploadRow { view, media_id: Some("m1".to_owned()), handle: None, at: at(5) };
    upload::insert(&mut tx, &row).await.unwrap();
    let read = upload::get(&mut tx, &row.view.id).await.unwrap().unwrap();
    assert_eq!(read.view.filename, "boleto.pdf");
    assert_eq!((read.media_id.as_deref(), read.handle, read.view.size), (Some("m1"), None, 5_000_000_000));
    assert_eq!(upload::prune(&mut tx, at(5)).await.unwrap(), 0);
    assert_eq!(upload::prune(&mut tx, at(6)).await.unwrap(), 1);
    assert_eq!(upload::get(&mut tx, &row.view.id).await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}
