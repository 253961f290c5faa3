using Holdfast.Codec;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 8: an error lies in the field that was changed, or in octets whose meaning it governs, as
/// the schema tells.
/// </summary>
public sealed class Law08ErrorsLieWhereTheMistakeIs
{
    private const int Runs = 40;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_changed_field_is_refused_where_it_is_or_where_it_governs(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            foreach (var mutation in Mutation.Of(sample))
            {
                if (entry.Read(
                    mutation.Octets, sample.WireFacts, Fidelity.Canonical, out _, out var error))
                {
                    continue;
                }

                var governed = new Governance(mutation.Leaf, sample.Octets.Length);
                Assert.True(
                    governed.Contains(error.Offset), $"{error}, not in {governed}, by {mutation}");
            }
        });
    }
}
