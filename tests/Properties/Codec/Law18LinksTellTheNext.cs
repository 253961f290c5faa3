using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 18: what a view tells besides its fields is what the reference reader sees: the type of the
/// next link, the byte order that was found, and whether a checksum that is only told fits.
/// </summary>
public sealed class Law18LinksTellTheNext
{
    private const int Runs = 40;

    public static TheoryData<Subject> Types => WireTypes.SubjectsWhere(entry =>
        entry.Schema.Order.Field != "" || entry.Schema.Fields.Any(
            one => one.Next || one.Checksum is not null));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_link_names_the_next_and_a_value_in_a_chain_is_told_it(Subject type)
    {
        var (entry, view) = (type.Entry, WireTypes.TypeOf($"{type}"));
        var next = view.GetProperty("ChainNext")?.GetMethod;
        if (next is null)
        {
            return;
        }

        var named = ViewCalls.Member(view, next);
        ForAll.Cases(Runs, Noise.Samples(entry), sample =>
        {
            if (ReferenceReader.TryParse(
                entry.Schema, sample.Octets, sample.Facts, out var reading))
            {
                Assert.Equal(
                    (uint)reading.Node!.Next!.Number,
                    named(sample.Octets, sample.Context, sample.Facts.Tag));
            }
        });
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            var value = entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Verbatim);
            if (value.GetType().GetMethod("InChain")?.Invoke(value, null) is IWireValue link)
            {
                var field = sample.Tree.Next!.Field.Name;
                Assert.Equal(value.With(field, null), link);
                Assert.NotEqual(value, link);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_order_and_a_checksum_are_told_as_they_are(Subject type)
    {
        var (entry, view) = (type.Entry, WireTypes.TypeOf($"{type}"));
        var order = entry.Schema.Order.Field == "" ? null : view.GetProperty("Order");
        foreach (var field in entry.Schema.Fields.Where(
            one => one.Checksum is { OnRead: OnRead.Ignore }))
        {
            var told = ViewCalls.Member(view, view.GetProperty(field.Name + "IsValid")!.GetMethod!);
            ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
            {
                if (sample.Tree[field.Name].Present)
                {
                    Assert.Equal(
                        Fits(sample.Tree, field, sample.Octets),
                        told(sample.Octets, sample.Context, sample.Facts.Tag));
                }
            });
        }

        if (order?.GetMethod is { } getter)
        {
            var found = ViewCalls.Member(view, getter);
            ForAll.Cases(Runs, WireFormats.Samples(entry), sample => Assert.Equal(
                sample.Tree.Order, found(sample.Octets, sample.Context, sample.Facts.Tag)));
        }
    }

    // Sixteen-bit words, carries added again: all ones (RFC 1071 §1).
    private static bool Fits(WireNode node, FieldSchema field, byte[] octets)
    {
        var to = field.Checksum!.To;
        var end = to == "" ? node.Length : node[to].End;
        var sum = 0;
        for (var i = 0; i < end; i++)
        {
            sum += octets[i] << (i % 2 == 0 ? 8 : 0);
        }

        return sum % 0xFFFF == 0 && sum != 0;
    }
}
