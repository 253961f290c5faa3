using System.Globalization;
using System.Text;

namespace Holdfast.Cli.Reports;

/// <summary>
/// Writes HTML and SVG: every text and every attribute is escaped, and elements close in order.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>What was written; all elements are closed.</summary>
    public override string ToString() => _open.Count == 0
        ? _text.ToString()
        : throw new InvalidOperationException($"<{_open.Peek()}> is open");

    /// <summary>Begins an element; it ends when what is returned is disposed of.</summary>
    public Scope Open(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Begin(name, attributes);
        _text.Append('>');
        _open.Push(name);
        return new(this);
    }

    /// <summary>An element with a text inside.</summary>
    public void Element(
        string name, string text, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        using (Open(name, attributes))
        {
            Text(text);
        }
    }

    /// <summary>An element of SVG without anything inside.</summary>
    public void Empty(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Begin(name, attributes);
        _text.Append("/>");
    }

    /// <summary>A text.</summary>
    public void Text(string text) => Escape(text);

    /// <summary>A line break between elements, for whoever reads the source.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>What is part of this program, and no text of anybody else.</summary>
    public void Constant(string markup) => _text.Append(markup);

    private void Begin(string name, ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        _text.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is null)
            {
                continue;
            }

            _text.Append(' ').Append(attribute).Append("=\"");
            Escape(value switch
            {
                double number => Number(number),
                IFormattable one => one.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString()!,
            });
            _text.Append('"');
        }
    }

    /// <summary>A length, to a hundredth.</summary>
    public static string Number(double number) =>
        number.ToString("0.##", CultureInfo.InvariantCulture);

    private void Escape(string text)
    {
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                '\t' or '\n' => _text.Append(letter),
                // No other control character is allowed in a document.
                < ' ' or '\x7f' => _text.Append('\uFFFD'),
                _ => _text.Append(letter),
            };
        }
    }

    private void Close() => _text.Append("</").Append(_open.Pop()).Append('>');

    /// <summary>An open element.</summary>
    public readonly struct Scope(HtmlWriter writer) : IDisposable
    {
        /// <summary>Ends it.</summary>
        public void Dispose() => writer.Close();
    }
}
