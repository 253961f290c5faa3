using Holdfast.Codec.Generator.Parse;

namespace Holdfast.Tests.Generator.Parse;

/// <summary>What cells a bit diagram has.</summary>
public sealed class FigureCells
{
    [Fact]
    public void Two_columns_are_a_bit()
    {
        Reads("""
             0                   1                   2                   3
             0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |  Next Payload | MjVer | MnVer |C|  RESERVED   |     Flags     |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """,
            "Next Payload 0+8", "MjVer 8+4", "MnVer 12+4", "C 16+1", "RESERVED 17+7", "Flags 24+8");
    }

    [Fact]
    public void A_cell_goes_on_in_the_row_below_where_no_ruler_is_drawn()
    {
        Reads("""
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |                       Initiator's                             |
            |                       Cookie                                  |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |             Type              |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """,
            "Initiator's Cookie 0+64", "Type 64+16");
    }

    [Fact]
    public void A_cell_goes_on_through_rulers_that_are_blank_or_hold_its_label()
    {
        Reads("""
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |                                                               |
            +                                                               +
            |                                                               |
            +                         Source Address-v6                     +
            |                                                               |
            +                                                               +
            |                                                               |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """,
            "Source Address-v6 0+128");
    }

    [Fact]
    public void A_cell_may_end_or_begin_within_a_row()
    {
        Reads("""
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |                     Destination                               |
            +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |                               |           Source              |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
            |                                                               |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """,
            "Destination 0+48", "Source 48+48");
    }

    [Theory, InlineData('~'), InlineData(':'), InlineData('/'), InlineData('.')]
    public void A_row_between_other_borders_is_variable(char border)
    {
        Reads("""
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |     Kind      |    Length     |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |                                                               |
            ~                             Data                              ~
            |                                                               |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |             Check             |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """.Replace('~', border),
            "Kind 0+8", "Length 8+8", "Data 16+variable", "Check 0+16");
    }

    [Fact]
    public void A_variable_cell_may_begin_within_a_row()
    {
        Reads("""
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |  Next Header  |  Hdr Ext Len  |                               |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
            ~                            Options                            ~
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """,
            "Next Header 0+8", "Hdr Ext Len 8+8", "Options 16+variable");
    }

    [Fact]
    public void Words_above_each_other_in_equal_cells_are_one_row()
    {
        Reads("""
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |  Data |       |C|E|U|A|P|R|S|F|                               |
            | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
            |       |       |R|E|G|K|H|T|N|N|                               |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """,
            "Data Offset 0+4", "Rsrvd 4+4", "CWR 8+1", "ECE 9+1", "URG 10+1", "ACK 11+1",
            "PSH 12+1", "RST 13+1", "SYN 14+1", "FIN 15+1", "Window 16+16");
    }

    [Fact]
    public void A_figure_may_be_indented_and_its_rulers_drawn_in_other_ways()
    {
        Reads("""

                +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
                |     Type      |     Code      |
                +---------------+---------------+

            """,
            "Type 0+8", "Code 8+8");
    }

    [Fact]
    public void The_place_of_a_cell_is_that_of_its_words()
    {
        var figure = FigureReader.Read("""
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            |     Type      |     Code      |
            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
            """);

        Assert.Equal(
            [new FigurePlace(1, 6, 4), new FigurePlace(1, 22, 4)],
            figure.Cells.Select(cell => cell.Place));
    }

    [Theory]
    [InlineData("Message ID", "MessageId")]
    [InlineData("Security Parameters Index (SPI)", "SecurityParametersIndex")]
    [InlineData("IKE_SA Initiator's SPI", "IkeSaInitiatorsSpi")]
    [InlineData("(variable)", "Variable")]
    public void A_label_is_a_name_in_words(string label, string name)
    {
        Assert.Equal(Labels.Key(label), Labels.Key(name));
    }

    private static void Reads(string text, params string[] cells)
    {
        var figure = FigureReader.Read(text);

        Assert.Empty(figure.Faults);
        Assert.Equal(
            cells,
            figure.Cells.Select(cell => cell.Bits == 0
                ? $"{cell.Label} {cell.Offset}+variable"
                : $"{cell.Label} {cell.Offset}+{cell.Bits}"));
    }
}
