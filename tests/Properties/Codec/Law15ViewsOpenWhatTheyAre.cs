using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 15: a body is opened as the type that its tag names, a sum as the case that was chosen, and
/// each as nothing else: the error says which field is something else, and where it starts.
/// </summary>
public sealed class Law15ViewsOpenWhatTheyAre
{
    private const int Runs = 40;

    public static TheoryData<Subject> Types => WireTypes.SubjectsWhere(entry =>
        entry.Schema.Peek is not null || entry.Schema.IsLinkSum
            || entry.Schema.Fields.Any(one => one.Kind == FieldKind.OneOf));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_part_is_opened_as_what_it_is_and_as_nothing_else(Subject type)
    {
        var (entry, view) = (type.Entry, WireTypes.TypeOf($"{type}"));
        var openers = ViewCalls.Openers(view).ToArray();
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            Assert.True(ReferenceReader.TryParse(
                entry.Schema, sample.Octets, sample.Facts, out var reading));
            foreach (var (name, part, open) in openers)
            {
                var (there, isSame, what, label) = Expected(reading.Node!, name, part, sample);
                if (there)
                {
                    var opened = open(sample.Octets, sample.Context, sample.Facts.Tag);
                    Assert.Equal(
                        isSame
                            ? new Opened(true, Convert.ToHexStringLower(what.Octets), default)
                            : new Opened(
                                false, null, new(DecodeFault.UnknownTag, what.Offset, label)),
                        opened);
                }
            }
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_sum_says_which_case_it_is_and_that_of_nobody_is_none(Subject type)
    {
        var (entry, view) = (type.Entry, WireTypes.TypeOf($"{type}"));
        if (view.GetProperty("Case")?.GetMethod is not { } getter || entry.Schema.Fields.Count > 0)
        {
            return;
        }

        var name = ViewCalls.Member(view, getter);
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample => Assert.Equal(
            sample.Tree.Case, name(sample.Octets, sample.Context, sample.Facts.Tag)));
        Assert.All(ViewCalls.OpenersOfNone(view), open => Assert.Equal(
            new Opened(false, null, new(DecodeFault.UnknownTag, 0, entry.Schema.Name)),
            open([], null, 0)));
    }

    private static (bool There, bool IsSame, (byte[] Octets, int Offset) What, string Label)
        Expected(WireNode node, string opener, Type part, Sample sample)
    {
        if (node.Chosen is { } chosen)
        {
            return (true, Is(chosen.Schema, part), (sample.Octets, 0), node.Schema.Name);
        }

        var body = node[opener["Try".Length..]];
        var tag = node[body.Field.Tag];
        var type = body.Field.Cases.FirstOrDefault(one => one.Tag == tag.Number)?.Type();
        return (body.Present, type is not null && Is(type, part),
            (body.Octets.Span.ToArray(), body.Offset), body.Field.Label);
    }

    private static bool Is(WireSchema schema, Type view) =>
        (schema.Namespace, schema.Name) == (view.Namespace, view.Name);
}
