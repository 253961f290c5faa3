using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 13: a schema is what was declared, word for word and number for number: what its attributes
/// say, read by reflection, and what its figure shows.
/// </summary>
public sealed class Law13SchemasAreDeclarations
{
    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_schema_says_of_its_type_what_was_declared(Subject type)
    {
        var schema = type.Entry.Schema;
        var declared = new Declared(WireTypes.TypeOf($"{type}"));
        Assert.Equal(
            declared.Schema, schema with { Fields = default, Cases = default, Peek = null });
        Assert.Equal(declared.Context, type.Entry.Context);
        Same(declared, Cases(declared.Type), schema.Cases);
        var peek = (PeekAttribute?)Attribute.GetCustomAttribute(
            declared.Type, typeof(PeekAttribute));
        Assert.Equal(
            (peek?.Offset, peek?.Bits, Of(peek?.Otherwise), Of(peek?.Short)),
            (schema.Peek?.Offset, schema.Peek?.Bits, schema.Peek?.Otherwise?.Invoke(),
                schema.Peek?.Short?.Invoke()));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_schema_says_of_each_field_what_was_declared(Subject type)
    {
        var schema = type.Entry.Schema;
        var declared = new Declared(WireTypes.TypeOf($"{type}"));
        var fields = declared.Fields.ToArray();
        Assert.Equal(fields.Select(one => one.Schema.Name), schema.Fields.Select(one => one.Name));
        foreach (var (expected, field) in fields.Zip(schema.Fields))
        {
            Assert.Equal(expected.Schema, field with
            {
                Element = null,
                Names = null,
                Where = null,
                Encrypted = null,
                Cases = default,
            });
            Assert.Equal(Of(expected.Element), field.Element?.Invoke());
            Assert.Equal(Of(expected.Encrypted?.Plaintext), field.Encrypted?.Invoke());
            Assert.Equal(expected.Where?.Method, field.Where?.Method.Name);
            Assert.Equal(Names(expected), field.Names?.Invoke());
            Same(declared, expected.Cases, field.Cases);
        }
    }

    private static IReadOnlyList<CaseAttribute> Cases(Type type) =>
        [.. Attribute.GetCustomAttributes(type, typeof(CaseAttribute)).Cast<CaseAttribute>()];

    private static void Same(
        Declared type, IReadOnlyList<CaseAttribute> expected, Items<CaseSchema> cases) =>
        Assert.Equal(
            expected.Select(one => (one.Tag, one.Name == "" ? one.Type.Name : one.Name,
                Of(one.Type), IsOpaque(type, one.Type))).OrderBy(one => one.Tag),
            cases.Select(one => (one.Tag, one.Name, (WireSchema?)one.Type(), one.Opaque))
                .OrderBy(one => one.Tag));

    // Whatever depends on facts that the type does not have cannot be opened by it.
    private static bool IsOpaque(Declared type, Type chosen) =>
        new Declared(chosen).Context is { } context && context != type.Context;

    private static WireSchema? Of(Type? type) => type is null ? null : Declared.SchemaOf(type);

    private static Items<RegistryEntry>? Names(DeclaredField field) =>
        field.Number.IsDefined(typeof(RegistryAttribute), false)
            ? (Items<RegistryEntry>)field.Number.GetProperty("Entries")!.GetValue(null)!
            : null;
}
