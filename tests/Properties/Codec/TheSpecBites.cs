using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;
using Xunit.Abstractions;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 9 sees the rules of specs: the reference reader of a spec with one mistake does not agree
/// with the generated reader on the samples of the law, by chance and on purpose. So a generator
/// that left that rule out would be seen as well.
/// </summary>
public sealed class TheSpecBites(ITestOutputHelper output)
{
    private const int Runs = 300;
    private const int Few = 40;

    /// <summary>The bar of docs/mutation.md for what is generated.</summary>
    private const int SeenPercent = 85;

    private enum Verdict
    {
        Agrees,
        IsSeen,

        /// <summary>It contradicts itself: nobody could make a reader of it.</summary>
        IsNoSpec,
    }

    [Fact]
    public void A_spec_with_one_mistake_does_not_agree_with_the_generated_reader()
    {
        var (types, made, seen, alive) = (0, 0, 0, new List<string>());
        foreach (var type in WireTypes.Subjects)
        {
            var entry = type.Entry;
            var all = SchemaMutant.Of(entry.Schema).ToList();
            types++;
            made += all.Count;
            ForAll.Cases(
                all.Count == 0 ? 1 : Runs, Noise.Samples(entry), sample => Ask(sample));
            ForAll.Cases(all.Count == 0 ? 1 : Few, WireFormats.Samples(entry), sample =>
            {
                foreach (var one in Mutation.Of(sample)
                    .Select(changed => sample with { Octets = changed.Octets })
                    .Concat(NearMisses.Of(sample)))
                {
                    Ask(one);
                }
            });
            alive.AddRange(all.Select(mutant => mutant.What));

            void Ask(Sample sample)
            {
                if (all.Count == 0)
                {
                    return;
                }

                var isGood = entry.Read(
                    sample.Octets, sample.WireFacts, Fidelity.Verbatim, out var value,
                    out var error);
                for (var at = all.Count - 1; at >= 0; at--)
                {
                    var verdict = Judge(all[at], sample, isGood, value, error);
                    seen += verdict == Verdict.IsSeen ? 1 : 0;
                    if (verdict != Verdict.Agrees)
                    {
                        all.RemoveAt(at);
                    }
                }
            }
        }

        output.WriteLine($"{seen} mistakes are seen, {alive.Count} are not:");
        output.WriteLine(string.Join('\n', alive));
        Assert.True(
            seen * 100 >= (seen + alive.Count) * SeenPercent,
            $"{alive.Count} mistakes are not seen:\n{string.Join('\n', alive)}");
        SchemaMutantsPage.Holds(types, made, seen, alive);
    }

    private static Verdict Judge(
        SchemaMutant mutant, Sample sample, bool isGood, IWireValue? value, DecodeError error)
    {
        bool isRead;
        Reading reading;
        try
        {
            isRead = ReferenceReader.TryRead(
                mutant.Schema, sample.Octets, sample.Facts, out reading);
        }
        catch (Exception contradiction) when (contradiction is not OutOfMemoryException)
        {
            return Verdict.IsNoSpec;
        }

        if (isRead != isGood || reading.Error != error)
        {
            return Verdict.IsSeen;
        }

        try
        {
            if (reading.Node is { } node)
            {
                ValueComparison.Same(node, value!, mutant.Schema.Name);
            }

            return Verdict.Agrees;
        }
        catch (Exception difference) when (difference is not OutOfMemoryException)
        {
            return Verdict.IsSeen;
        }
    }
}
