using Holdfast.Codec.Generator.Parse;

namespace Holdfast.Tests.Generator.Parse;

/// <summary>What makes a bit diagram unreadable, and where that is said.</summary>
public sealed class FigureFaults
{
    [Theory]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        this is no row
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Row at 1: this line is neither")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
         |     Type      |     Code      |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Row at 1: does not begin under")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |     Type      |     Code       <- 2 octets
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Row at 1: does not end with a border")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |     Type     |      Code      |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Row at 1: ends in the middle of a bit")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |     Type      |               |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Row at 1: has no label")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        ~     Type      |      Code     ~
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Row at 1: is variable and has more than one cell")]
    [InlineData(
        """
        |     Type      |     Code      |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Row at 0: has no ruler above it")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |     Type      |     Code      |
        """,
        "Row at 1: has no ruler below it")]
    [InlineData("+-+-+-+-+", "Row at 0: has no cell")]
    [InlineData("no figure", "Row at 0: is neither a row nor a ruler")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |     Type      |     Code      |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |             Check             |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Width at 1: has 16 bits, not 32")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |                               Long                                |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Width at 1: has 34 bits, not 32")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |     Type      |     Code      |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Ruler at 2: has 14 bits, where the row has 16")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |     Type      |     Code      |
        +-+-+-+-+--+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Ruler at 2: is ragged")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |     Type      |     Code      |
        +-+-+-+-+       +-+-+-+-+-+-+-+-+
        """,
        "Ruler at 2: has a gap")]
    [InlineData(
        """
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |             Left              |             Right             |
        +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        |             Next              |             Last              |
        +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
        """,
        "Ruler at 2: has a gap that does not fit")]
    public void A_slip_of_the_pen_is_told_at_its_line(string text, string fault)
    {
        var found = FigureReader.Read(text).Faults;

        var said = Assert.Single(found);
        Assert.StartsWith(
            fault.Replace("this line ", "", StringComparison.Ordinal),
            $"{said.Kind} at {said.Place.Line}: {said.What}",
            StringComparison.Ordinal);
    }

    [Property]
    public bool No_text_makes_the_reader_fail(string[] lines)
    {
        var figure = FigureReader.Read(string.Join('\n', lines ?? []));

        return figure.Faults.Length > 0 || figure.Cells.Length > 0;
    }

    [Property(MaxTest = 1000)]
    public bool No_drawing_makes_the_reader_fail(byte[] strokes)
    {
        const string Ink = "+-|~ :x\n";
        var text = string.Concat((strokes ?? []).Select(stroke => Ink[stroke % Ink.Length]));
        var figure = FigureReader.Read(text);

        return figure.Faults.All(fault => fault.Place.Length >= 0)
            && (figure.Faults.Length > 0 || figure.Cells.Length > 0);
    }
}
