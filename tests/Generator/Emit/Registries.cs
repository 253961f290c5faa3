using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Generator.Emit;

/// <summary>What a registry enumeration can do once it is generated.</summary>
public sealed class Registries
{
    private const string Table = """
        # Assigned Internet protocol numbers, a few of them.
        value,identifier,label,reference

        50,Esp,ESP,RFC 4303
        0x33,Ah,"AH, the ""other"" one",[RFC4302] & <others>
        """;

    private static readonly Type Protocol = GeneratorRun.Of(
        """
        namespace Sample;

        [Registry("protocols.csv")] public readonly partial record struct Protocol(byte Value);
        """,
        ("Registries/protocols.csv", Table)).Load().GetType("Sample.Protocol")!;

    [Fact]
    public void Each_row_is_a_property()
    {
        Assert.Equal(Of(50), Static("Esp"));
        Assert.Equal(Of(51), Static("Ah"));
    }

    [Theory]
    [InlineData(50, "ESP", "ESP", true)]
    [InlineData(51, "AH, the \"other\" one", "AH, the \"other\" one", true)]
    [InlineData(52, null, "52", false)]
    public void A_value_has_its_name_or_its_number(
        byte value, string? name, string text, bool known)
    {
        Assert.Equal(name, Protocol.GetProperty("Name")!.GetValue(Of(value)));
        Assert.Equal(known, Protocol.GetProperty("IsKnown")!.GetValue(Of(value)));
        Assert.Equal(text, Of(value).ToString());
    }

    [Fact]
    public void The_rows_can_be_gone_through()
    {
        Assert.Equal(
            Items.Of<RegistryEntry>([
                new(50, "Esp", "ESP", "RFC 4303"),
                new(51, "Ah", "AH, the \"other\" one", "[RFC4302] & <others>"),
            ]),
            Static("Entries"));
    }

    [Fact]
    public void Conversions_are_explicit()
    {
        var conversions = Protocol.GetMethods().Where(one => one.Name.StartsWith("op_", default));

        Assert.Equal(2, conversions.Count(one => one.Name == "op_Explicit"));
        Assert.DoesNotContain(conversions, one => one.Name == "op_Implicit");
    }

    [Theory, InlineData("byte"), InlineData("ushort"), InlineData("uint"), InlineData("ulong")]
    public async Task Any_unsigned_number_of_any_namespace_can_have_names(string number)
    {
        var run = GeneratorRun.Of(
            $"[Registry(\"p.csv\")] internal readonly partial record struct P({number} Value);",
            ("p.csv", Table));

        Assert.Empty(await run.Complaints());
        Assert.Empty(run.Errors());
    }

    [Theory]
    [InlineData("value,name\n", "WIRE082")]
    [InlineData("value,identifier,label,reference\n1,A,\"A,\n", "WIRE082")]
    [InlineData("value,identifier,label,reference\n1,A,A,,\n", "WIRE082")]
    [InlineData("value,identifier,label,reference\n0x,A,A,\n", "WIRE082")]
    [InlineData("value,identifier,label,reference\n-1,A,A,\n", "WIRE082")]
    [InlineData("value,identifier,label,reference\n1,A,A,\n2,A,B,\n", "WIRE083")]
    [InlineData("value,identifier,label,reference\n1,Name,Name,\n", "WIRE084")]
    [InlineData("value,identifier,label,reference\n1,P,P,\n", "WIRE084")]
    [InlineData("value,identifier,label,reference\n1,class,Class,\n", "WIRE084")]
    [InlineData("value,identifier,label,reference\n1,,Empty,\n", "WIRE084")]
    public async Task A_row_that_cannot_be_is_told_and_nothing_is_made(string table, string id)
    {
        var run = GeneratorRun.Of(
            "[Registry(\"p.csv\")] internal readonly partial record struct P(byte Value);",
            ("p.csv", table));

        Assert.Equal([$"{id}: Registry(\"p.csv\")"], await run.Complaints());
        Assert.Empty(run.Sources);
    }

    private static object Of(byte value) => Activator.CreateInstance(Protocol, value)!;

    private static object? Static(string name) => Protocol.GetProperty(name)!.GetValue(null);
}
