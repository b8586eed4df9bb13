//! Formulas as trees: a parser of the tests' own.

/// A formula as a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    Number(String),
    Text(String),
    Truth,
    /// Sheet (empty: its own), first and last cell by row and column from 1.
    Cells(String, (u32, u32), (u32, u32)),
    Call(String, Vec<Expr>),
    Pair(String, Box<Expr>, Box<Expr>),
    Signed(Box<Expr>),
}

/// Reads a formula, and stops at what it does not know.
pub struct Parser {
    text: Vec<char>,
    at: usize,
}

impl Parser {
    pub fn parse(formula: &str) -> Expr {
        let mut parser = Parser { text: formula.chars().filter(|c| *c != '\n').collect(), at: 0 };
        let expr = parser.pair(0);
        assert_eq!(parser.at, parser.text.len(), "not read to the end: {formula}");
        expr
    }

    fn peek(&self) -> char {
        self.text.get(self.at).copied().unwrap_or('\0')
    }

    fn eat(&mut self, sign: &str) -> bool {
        let next: String = self.text.iter().skip(self.at).take(sign.chars().count()).collect();
        let fits = next == sign;
        if fits {
            self.at += sign.chars().count();
        }
        fits
    }

    fn pair(&mut self, level: usize) -> Expr {
        const LEVELS: [&[&str]; 5] = [&["<>", "<=", ">=", "=", "<", ">"], &["&"], &["+", "-"], &["*", "/"], &["^"]];
        let Some(signs) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.pair(level + 1);
        loop {
            self.spaces();
            let Some(sign) = signs.iter().find(|sign| self.eat(sign)) else { return left };
            let right = self.pair(level + 1);
            left = Expr::Pair((*sign).to_owned(), Box::new(left), Box::new(right));
        }
    }

    fn spaces(&mut self) {
        while self.peek() == ' ' {
            self.at += 1;
        }
    }

    fn unary(&mut self) -> Expr {
        self.spaces();
        if self.eat("-") || self.eat("+") {
            return Expr::Signed(Box::new(self.unary()));
        }
        let inner = self.primary();
        if self.eat("%") { Expr::Signed(Box::new(inner)) } else { inner }
    }

    fn quoted(&mut self, quote: char) -> String {
        let mut text = String::new();
        self.at += 1;
        loop {
            let c = self.peek();
            assert_ne!(c, '\0', "an open quote");
            self.at += 1;
            if c != quote {
                text.push(c);
            } else if self.peek() == quote {
                self.at += 1;
                text.push(quote);
            } else {
                return text;
            }
        }
    }

    fn word(&mut self) -> String {
        let from = self.at;
        while self.peek().is_alphanumeric() || matches!(self.peek(), '$' | '.' | '_') {
            self.at += 1;
        }
        self.text[from..self.at].iter().collect()
    }

    fn primary(&mut self) -> Expr {
        match self.peek() {
            '"' => Expr::Text(self.quoted('"')),
            '(' => {
                self.at += 1;
                let inner = self.pair(0);
                assert!(self.eat(")"), "an open bracket");
                inner
            }
            '\'' => {
                let sheet = self.quoted('\'');
                assert!(self.eat("!"));
                self.cells(sheet)
            }
            c if c.is_ascii_digit() => {
                let mut number = self.word();
                if number.ends_with('E') && matches!(self.peek(), '+' | '-') {
                    number.push(self.peek());
                    self.at += 1;
                    number += &self.word();
                }
                Expr::Number(number)
            }
            _ => {
                let from = self.at;
                let word = self.word();
                assert!(!word.is_empty(), "{:?} at {}", self.text.iter().collect::<String>(), self.at);
                if self.eat("(") {
                    return Expr::Call(word, self.arguments());
                }
                if self.eat("!") {
                    return self.cells(word);
                }
                if matches!(word.as_str(), "TRUE" | "FALSE") {
                    return Expr::Truth;
                }
                self.at = from;
                self.cells(String::new())
            }
        }
    }

    fn arguments(&mut self) -> Vec<Expr> {
        let mut arguments = Vec::new();
        if self.eat(")") {
            return arguments;
        }
        loop {
            arguments.push(self.pair(0));
            self.spaces();
            if self.eat(")") {
                return arguments;
            }
            assert!(self.eat(","), "{:?} at {}", self.text.iter().collect::<String>(), self.at);
        }
    }

    fn cells(&mut self, sheet: String) -> Expr {
        let first = place(&self.word());
        let last = if self.eat(":") { place(&self.word()) } else { first };
        Expr::Cells(sheet, first, last)
    }
}

/// `$K$12` as row and column.
pub fn place(text: &str) -> (u32, u32) {
    let plain = text.replace('$', "");
    let split = plain.find(|c: char| c.is_ascii_digit()).unwrap_or_else(|| panic!("no cell: {text}"));
    let col = plain[..split].bytes().fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1);
    (plain[split..].parse().unwrap_or_else(|_| panic!("no cell: {text}")), col)
}

/// Functions within functions.
pub fn depth(expr: &Expr) -> usize {
    match expr {
        Expr::Call(_, args) => 1 + args.iter().map(depth).max().unwrap_or(0),
        Expr::Pair(_, left, right) => depth(left).max(depth(right)),
        Expr::Signed(inner) => depth(inner),
        _ => 0,
    }
}
