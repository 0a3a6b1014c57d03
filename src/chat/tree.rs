//! Which of a conversation's messages are shown: one path through their tree.
//!
//! Only `parent_id` counts; children are derived here each time, so that the tree can not drift. A message whose
//! parent is gone begins a path of its own.

use super::model::Message;
use crate::kernel::id::MessageId;
use std::collections::{HashMap, HashSet};

/// Which child was chosen at a fork; `None` is the fork at the start.
pub type Choices = HashMap<Option<MessageId>, MessageId>;

/// A message on the path, with its siblings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The message.
    pub id: MessageId,
    /// The fork it was chosen at.
    pub fork: Option<MessageId>,
    /// The messages to choose from there, the oldest first; itself among them.
    pub siblings: Vec<MessageId>,
}

impl Step {
    /// Its place among its siblings, from zero.
    pub fn place(&self) -> usize {
        self.siblings.iter().position(|sibling| *sibling == self.id).unwrap_or(0)
    }

    /// The sibling so many places on.
    pub fn sibling(&self, by: isize) -> Option<MessageId> {
        self.place().checked_add_signed(by).and_then(|place| self.siblings.get(place)).copied()
    }
}

/// The path that the choices lead along; where nothing was chosen it leads to the newest message.
pub fn path(messages: &[Message], choices: &Choices) -> Vec<Step> {
    let tree = Tree::of(messages);
    let (mut steps, mut fork) = (Vec::new(), None);
    while let Some(siblings) = tree.children.get(&fork) {
        let chosen = choices.get(&fork).copied().filter(|chosen| siblings.contains(chosen));
        let newest = || siblings.iter().copied().max_by_key(|sibling| tree.newest.get(sibling));
        let Some(id) = chosen.or_else(newest) else { break };
        steps.push(Step { id, fork, siblings: siblings.clone() });
        fork = Some(id);
    }
    steps
}

struct Tree {
    children: HashMap<Option<MessageId>, Vec<MessageId>>,
    /// The place in time of the newest message at or below each.
    newest: HashMap<MessageId, usize>,
}

impl Tree {
    fn of(messages: &[Message]) -> Self {
        let known: HashSet<MessageId> = messages.iter().map(|message| message.id).collect();
        let parent = |message: &Message| message.parent_id.filter(|parent| known.contains(parent));
        let mut in_time: Vec<&Message> = messages.iter().collect();
        in_time.sort_by_key(|message| (message.created_at, message.id));

        let parents: HashMap<MessageId, Option<MessageId>> =
            in_time.iter().map(|message| (message.id, parent(message))).collect();
        let mut tree = Self { children: HashMap::new(), newest: HashMap::new() };
        for message in &in_time {
            tree.children.entry(parent(message)).or_default().push(message.id);
        }
        // From the newest on: whoever has a newer message below already is passed, and all above it too.
        for (time, message) in in_time.iter().enumerate().rev() {
            let mut here = Some(message.id);
            while let Some(id) = here.filter(|id| !tree.newest.contains_key(id)) {
                tree.newest.insert(id, time);
                here = parents.get(&id).copied().flatten();
            }
        }
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::{Choices, path};
    use crate::{
        chat::model::{Author, Message, MessageState},
        kernel::{Instant, id::MessageId},
    };
    use uuid::Uuid;

    fn id(nr: u128) -> MessageId {
        MessageId(Uuid::from_u128(nr))
    }

    /// Message `nr` below `parent`, as old as its number.
    fn message(nr: u128, parent: Option<u128>) -> Message {
        Message {
            id: id(nr),
            parent_id: parent.map(id),
            role: Author::User,
            content: String::new(),
            html: None,
            state: MessageState::Complete,
            model: None,
            run_id: None,
            seq: None,
            coin_cost: None,
            input_tokens: None,
            output_tokens: None,
            estimated: false,
            error: None,
            created_at: Instant::from_micros(i64::try_from(nr).unwrap()),
        }
    }

    fn shown(messages: &[Message], choices: &Choices) -> Vec<u128> {
        path(messages, choices).iter().map(|step| step.id.0.as_u128()).collect()
    }

    #[test]
    fn without_choices_the_path_leads_to_the_newest_message() {
        // 1 ─ 2 ─ 3 ─ 4        an edit of 3 is 5, answered by 6; later 2 was asked again: 7
        //   │   └ 5 ─ 6
        //   └ 7
        let mut tree = vec![
            message(1, None),
            message(2, Some(1)),
            message(3, Some(2)),
            message(4, Some(3)),
            message(5, Some(2)),
            message(6, Some(5)),
        ];
        assert_eq!(shown(&tree, &Choices::new()), [1, 2, 5, 6]);
        tree.push(message(7, Some(1)));
        assert_eq!(shown(&tree, &Choices::new()), [1, 7]);

        let back = Choices::from([(Some(id(1)), id(2))]);
        assert_eq!(shown(&tree, &back), [1, 2, 5, 6], "below a choice, the newest again");
        let further = Choices::from([(Some(id(1)), id(2)), (Some(id(2)), id(3))]);
        assert_eq!(shown(&tree, &further), [1, 2, 3, 4]);
    }

    #[test]
    fn siblings_are_counted_in_the_order_they_came() {
        let tree = [message(1, None), message(4, Some(1)), message(2, Some(1)), message(3, Some(1))];
        let steps = path(&tree, &Choices::from([(Some(id(1)), id(3))]));
        let step = steps.last().unwrap();
        assert_eq!((step.place(), step.siblings.len()), (1, 3));
        assert_eq!((step.sibling(-1), step.sibling(1), step.sibling(2)), (Some(id(2)), Some(id(4)), None));
    }

    #[test]
    fn the_first_message_can_have_siblings_too() {
        let tree = [message(1, None), message(2, Some(1)), message(3, None), message(4, Some(3))];
        assert_eq!(shown(&tree, &Choices::new()), [3, 4]);
        assert_eq!(shown(&tree, &Choices::from([(None, id(1))])), [1, 2]);
    }

    #[test]
    fn damage_does_not_hang_or_hide_the_rest() {
        let orphan = [message(1, Some(99)), message(2, Some(1))];
        assert_eq!(shown(&orphan, &Choices::new()), [1, 2]);
        let circle = [message(1, Some(2)), message(2, Some(1)), message(3, None)];
        assert_eq!(shown(&circle, &Choices::new()), [3]);
        let gone = Choices::from([(None, id(9))]);
        assert_eq!(shown(&[message(1, None)], &gone), [1], "a choice that is gone counts for nothing");
        assert_eq!(shown(&[], &Choices::new()), [] as [u128; 0]);
    }
}
