//! Where the administration begins. Apart from its screens: the rail, on every page, asks for it.

use desk_model::{Permission, Role};

/// The sections in their order, with what one must be allowed to do to see them.
pub(super) const SECTIONS: [(&str, Permission); 9] = [
    ("/admin/queues", Permission::ManageDesk),
    ("/admin/menus", Permission::ManageDesk),
    ("/admin/labels", Permission::ManageLabels),
    ("/admin/surveys", Permission::ManageDesk),
    ("/admin/numbers", Permission::WatchDesk),
    ("/admin/templates", Permission::WatchDesk),
    ("/admin/consent", Permission::ManageDesk),
    ("/admin/prices", Permission::ManageDesk),
    ("/admin/journal", Permission::ReadJournal),
];

/// The first section that this role may see.
pub(crate) fn first_section(role: Role) -> Option<&'static str> {
    SECTIONS.iter().find(|(_, needs)| role.may(*needs)).map(|(href, _)| *href)
}
