//! Tokens to a syntax tree, by precedence climbing.

use std::ops::Range;

use jiff::civil::Date;

use super::lexer::{Token, tokens};

/// A formula that cannot be read: where, why, and how to mend it.
#[derive(Clone, Debug, PartialEq)]
pub struct ParseError {
    /// Bytes of the formula's text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl ParseError {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// An operator on one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// Minus.
    Neg,
    /// Not.
    Not,
}

/// An operator on two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Ratio.
    Div,
    /// Power.
    Pow,
    /// Less than.
    Lt,
    /// At most.
    Le,
    /// More than.
    Gt,
    /// At least.
    Ge,
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Both.
    And,
    /// Either.
    Or,
}

impl BinaryOp {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Pow => "^",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::And => "and",
            BinaryOp::Or => "or",
        }
    }

    /// Binding strength; higher binds tighter.
    fn strength(self) -> u8 {
        match self {
            BinaryOp::Or => 1,
            BinaryOp::And => 2,
            BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge
            | BinaryOp::Eq
            | BinaryOp::Ne => 4,
            BinaryOp::Add | BinaryOp::Sub => 5,
            BinaryOp::Mul | BinaryOp::Div => 6,
            BinaryOp::Pow => 8,
        }
    }

    /// Whether the result is a condition from two numbers.
    pub fn is_comparison(self) -> bool {
        self.strength() == 4
    }
}

const NOT_STRENGTH: u8 = 3;
const NEG_STRENGTH: u8 = 7;

/// Deepest nesting; deeper formulas are refused rather than overflow the stack.
const MAX_DEPTH: usize = 200;

/// What a node of the tree is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number.
    Number(f64),
    /// Text in quotes: a duration such as `'6 months'`.
    Quoted(String),
    /// A date.
    Date(Date),
    /// A name.
    Name(String),
    /// `name[member, …]`.
    Index(String, Vec<(String, Range<usize>)>),
    /// Minus or not.
    Unary(UnaryOp, Box<Node>),
    /// An operator between two nodes.
    Binary(BinaryOp, Box<Node>, Box<Node>),
    /// `function(argument, …)`.
    Call(String, Vec<Node>),
}

/// A node of the tree and where it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Bytes of the formula's text.
    pub range: Range<usize>,
}

/// Parses a formula.
///
/// # Errors
/// The first place at which the text is not a formula.
pub fn parse(text: &str) -> Result<Node, ParseError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    if parser.peek() == &Token::End {
        return Err(ParseError::new(0..text.len(), "the formula is empty"));
    }
    let node = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(node),
        Token::Sign(")") => Err(parser.here("this bracket closes nothing")),
        _ => Err(parser
            .here("expected an operator here")
            .help("two values stand side by side: is a `*` missing?")),
    }
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at].0
    }

    fn range(&self) -> Range<usize> {
        self.tokens[self.at].1.clone()
    }

    fn here(&self, message: &str) -> ParseError {
        ParseError::new(self.range(), message)
    }

    fn advance(&mut self) -> (Token, Range<usize>) {
        let token = self.tokens[self.at].clone();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(s) if *s == sign);
        if found {
            self.advance();
        }
        found
    }

    fn operator(&self) -> Option<BinaryOp> {
        Some(match self.peek() {
            Token::Sign(s) => match *s {
                "+" => BinaryOp::Add,
                "-" => BinaryOp::Sub,
                "*" => BinaryOp::Mul,
                "/" => BinaryOp::Div,
                "^" => BinaryOp::Pow,
                "<" => BinaryOp::Lt,
                "<=" => BinaryOp::Le,
                ">" => BinaryOp::Gt,
                ">=" => BinaryOp::Ge,
                "==" => BinaryOp::Eq,
                "!=" => BinaryOp::Ne,
                _ => return None,
            },
            Token::Word(w) if w == "and" => BinaryOp::And,
            Token::Word(w) if w == "or" => BinaryOp::Or,
            _ => return None,
        })
    }

    fn expression(&mut self, at_least: u8) -> Result<Node, ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self
                .here("the formula is nested too deeply")
                .help("give parts of it names, as quantities"));
        }
        let mut left = self.prefix()?;
        while let Some(op) = self.operator() {
            let strength = op.strength();
            if strength < at_least {
                break;
            }
            let op_range = self.advance().1;
            // `^` groups to the right, all others to the left.
            let next = if op == BinaryOp::Pow { strength } else { strength + 1 };
            let right = self.expression(next)?;
            if op.is_comparison() && self.operator().is_some_and(BinaryOp::is_comparison) {
                return Err(ParseError::new(op_range, "comparisons do not chain")
                    .help("write `a < b and b < c`"));
            }
            let range = left.range.start..right.range.end;
            left = Node { kind: Kind::Binary(op, Box::new(left), Box::new(right)), range };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self, op: UnaryOp, strength: u8) -> Result<Node, ParseError> {
        let start = self.advance().1.start;
        let operand = self.expression(strength)?;
        let range = start..operand.range.end;
        Ok(Node { kind: Kind::Unary(op, Box::new(operand)), range })
    }

    fn prefix(&mut self) -> Result<Node, ParseError> {
        match self.peek().clone() {
            Token::Sign("-") => self.unary(UnaryOp::Neg, NEG_STRENGTH),
            Token::Sign("+") => {
                self.advance();
                self.expression(NEG_STRENGTH)
            }
            Token::Word(w) if w == "not" => self.unary(UnaryOp::Not, NOT_STRENGTH),
            Token::Sign("(") => {
                let open = self.advance().1;
                let inner = self.expression(0)?;
                let end = self.close(")", &open)?;
                Ok(Node { kind: inner.kind, range: open.start..end })
            }
            Token::Number(v) => Ok(self.leaf(Kind::Number(v))),
            Token::Quoted(q) => Ok(self.leaf(Kind::Quoted(q))),
            Token::Date(d) => Ok(self.leaf(Kind::Date(d))),
            Token::Word(w) if w == "and" || w == "or" => {
                Err(self.here(&format!("`{w}` needs a value before it")))
            }
            Token::Word(w) => self.word(w),
            Token::End => Err(self.here("the formula ends too early")),
            Token::Sign(s) => Err(self.here(&format!("expected a value, found `{s}`"))),
        }
    }

    fn leaf(&mut self, kind: Kind) -> Node {
        let range = self.advance().1;
        Node { kind, range }
    }

    fn close(&mut self, sign: &str, open: &Range<usize>) -> Result<usize, ParseError> {
        let end = self.range().end;
        if self.eat(sign) {
            return Ok(end);
        }
        if self.peek() == &Token::End {
            return Err(ParseError::new(open.clone(), "this bracket is not closed"));
        }
        Err(self.here(&format!("expected `{sign}` or an operator")))
    }

    fn word(&mut self, name: String) -> Result<Node, ParseError> {
        let range = self.advance().1;
        let open = self.range();
        if self.eat("(") {
            let mut arguments = Vec::new();
            if !matches!(self.peek(), Token::Sign(")")) {
                loop {
                    arguments.push(self.expression(0)?);
                    if !self.eat(",") {
                        break;
                    }
                }
            }
            let end = self.close(")", &open)?;
            return Ok(Node { kind: Kind::Call(name, arguments), range: range.start..end });
        }
        if self.eat("[") {
            let mut members = Vec::new();
            loop {
                match self.advance() {
                    (Token::Word(member), at) => members.push((member, at)),
                    (_, at) => {
                        return Err(ParseError::new(at, "expected the name of a member"));
                    }
                }
                if !self.eat(",") {
                    break;
                }
            }
            let end = self.close("]", &open)?;
            return Ok(Node { kind: Kind::Index(name, members), range: range.start..end });
        }
        Ok(Node { kind: Kind::Name(name), range })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fully bracketed form, to see how a formula was grouped.
    fn show(node: &Node) -> String {
        match &node.kind {
            Kind::Number(v) => v.to_string(),
            Kind::Quoted(q) => format!("'{q}'"),
            Kind::Date(d) => d.to_string(),
            Kind::Name(n) => n.clone(),
            Kind::Index(n, m) => {
                let members: Vec<_> = m.iter().map(|m| m.0.as_str()).collect();
                format!("{n}[{}]", members.join(","))
            }
            Kind::Unary(UnaryOp::Neg, a) => format!("(-{})", show(a)),
            Kind::Unary(UnaryOp::Not, a) => format!("(not {})", show(a)),
            Kind::Binary(op, a, b) => format!("({} {} {})", show(a), op.symbol(), show(b)),
            Kind::Call(n, a) => {
                let a: Vec<_> = a.iter().map(show).collect();
                format!("{n}({})", a.join(", "))
            }
        }
    }

    #[test]
    fn groups_as_arithmetic_does() {
        for (text, expected) in [
            ("1 + 2 * 3", "(1 + (2 * 3))"),
            ("a - b - c", "((a - b) - c)"),
            ("2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"),
            ("-x ^ 2", "(-(x ^ 2))"),
            ("2 ^ -1", "(2 ^ (-1))"),
            ("-a * b", "((-a) * b)"),
            ("not a > 1 and b", "((not (a > 1)) and b)"),
            ("a or b and c", "(a or (b and c))"),
            ("x[iraq, male] / sum(x, place)", "(x[iraq,male] / sum(x, place))"),
            ("elapsed > '6 months'", "(elapsed > '6 months')"),
            ("at(x, 2026-01-01) - 2026 - 1", "((at(x, 2026-01-01) - 2026) - 1)"),
            ("1_000.5e-3", "1.0005"),
        ] {
            assert_eq!(parse(text).map(|n| show(&n)).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn says_where_and_why() {
        for (text, range, message) in [
            ("", 0..0, "the formula is empty"),
            ("a +", 3..3, "the formula ends too early"),
            ("(a + b", 0..1, "this bracket is not closed"),
            ("a b", 2..3, "expected an operator here"),
            ("a && b", 2..4, "`&&` is not an operator here"),
            ("a = b", 2..3, "`=` does not compare"),
            ("a < b < c", 2..3, "comparisons do not chain"),
            ("x[1]", 2..3, "expected the name of a member"),
            ("2024-13-01", 0..10, "there is no such date"),
            ("a)", 1..2, "this bracket closes nothing"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.range, error.message.as_str()), (range, message), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let text = format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000));
        assert_eq!(parse(&text).unwrap_err().message, "the formula is nested too deeply");
    }
}
