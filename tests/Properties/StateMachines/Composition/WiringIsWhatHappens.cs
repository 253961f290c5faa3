using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>Steps do what the table of the wiring says, and end.</summary>
public sealed class WiringIsWhatHappens
{
    private const int Runs = 400;

    [Fact]
    public void Every_hop_of_every_step_has_a_row()
    {
        var rows = Wiring.Rows.Select(row => (row.Output, row.To, row.Input)).ToHashSet();
        var strangers = new SortedSet<string>();
        Walk((_, hop) =>
        {
            if (hop.Cause is null)
            {
                return;
            }

            var way = (NameOf(hop.Cause), (Part?)hop.Part, NameOf(hop.Input));
            if (!rows.Contains(way))
            {
                strangers.Add($"{way}");
            }
        });
        Assert.Empty(strangers);
    }

    [Fact]
    public void Routing_ends_within_a_stated_number_of_stages()
    {
        var deepest = 0;
        Walk((_, hop) => deepest = Math.Max(deepest, hop.Stage));

        Assert.InRange(deepest, 4, StagesMax);
    }

    [Fact]
    public void A_step_gives_each_machine_few_inputs()
    {
        // One IKE SA with one CHILD SA: what a step does does not grow beyond what there is.
        Walk((hops, _) => Assert.InRange(hops, 0, 60));
    }

    [Fact]
    public void Explaining_is_stepping() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(Reigning.Configs),
            History: Moment.DrawMany(choices, Machine.Alphabet.Count)),
        drawn =>
        {
            var machine = Machine with { Initial = Reigning.From };
            foreach (var visit in machine.Walk(drawn.Config, drawn.History))
            {
                var hops = Explain(drawn.Config, visit.State, visit.Now, visit.Input);
                if (hops.Count > 0)
                {
                    Assert.Equal(visit.Next.Reason, hops[0].Reason);
                    Assert.Equal(1, hops[0].Stage);
                }
                else
                {
                    Assert.Empty(visit.Next.Outputs);
                }
            }
        });

    private static void Walk(Action<int, Hop> look) => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(Reigning.Configs),
            IsReigning: choices.Below(4) > 0,
            History: Moment.DrawMany(choices, Machine.Alphabet.Count)),
        drawn =>
        {
            var machine = drawn.IsReigning ? Machine with { Initial = Reigning.From } : Machine;
            foreach (var visit in machine.Walk(drawn.Config, drawn.History))
            {
                var hops = Explain(drawn.Config, visit.State, visit.Now, visit.Input);
                foreach (var hop in hops)
                {
                    look(hops.Count, hop);
                }
            }
        });

    internal static string NameOf(object said) =>
        said is string name ? name : said.GetType().Name;
}
