using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Links;

namespace Holdfast.Simulation.Scenarios.DpdVersusRouting;

/// <summary>
/// The access links of one end: a failure is noticed after a while, the shipped machine chooses
/// another link, and after another while packets go there. Until then they are lost.
/// </summary>
internal static class PathNetwork
{
    public static PathState Initial(PathConfig config, Instant now)
    {
        var choice = LinkSelection.Initial(config.Links, now);
        for (var link = 0; link < config.Links.Links; link++)
        {
            choice = LinkSelection.Step(
                config.Links, choice, now, new LinkSelection.Input.Carrier(link, true)).State;
        }

        return new PathState.Between(
            choice, [.. Enumerable.Repeat(new PathLink(true, null), config.Links.Links)],
            Over: 0, Next: 0, ConvergesIn: null, new DeadPeers(null));
    }

    public static Instant? Deadline(PathConfig config, PathState.Between network) =>
        network.ConvergesIn == 0 || network.Links.Any(link => link.NoticedIn == 0)
            ? Instant.Zero
            : LinkSelection.Deadline(config.Links, network.Choice);

    /// <summary>Countdowns run in units of a second.</summary>
    public static PathState Rebase(PathState.Between network, TimeSpan by, int deadAfter)
    {
        var choice = LinkSelection.Rebase(network.Choice, by);
        return by >= TimeSpan.Zero ? network with { Choice = choice } : network with
        {
            Choice = choice,
            Links =
            [
                .. network.Links.Select(link => link with
                {
                    NoticedIn = link.NoticedIn is > 0 ? link.NoticedIn - 1 : link.NoticedIn,
                }),
            ],
            ConvergesIn = network.ConvergesIn is > 0
                ? network.ConvergesIn - 1
                : network.ConvergesIn,
            Dead = network.Dead.Later(deadAfter),
        };
    }

    public static Next<PathState, PathOutput> Step(
        PathConfig config, PathState.Between network, PathInput input) => input switch
        {
            PathInput.Carry(var to, var message) => new(
                network,
                network.Links[network.Over].Works ? [new PathOutput.Passes(to, message)] : [],
                Why("over the link of the routes")),
            PathInput.Link(var which, var works) => new(
                network with
                {
                    Links = network.Links.With(
                        which,
                        new(works, network.Links[which].Works == works
                            ? network.Links[which].NoticedIn
                            : config.Detection)),
                },
                [],
                Why("a link changes, and nobody knows")),
            PathInput.PeerDied => new(
                network with { Dead = network.Dead.Died() }, [], Why("the peer is dead")),
            PathInput.Tick => new(Tick(config, network), [], Why("routes change")),
            PathInput.Heard => new(network, [], Why("it is not for the network")),
        };

    private static PathState.Between Tick(PathConfig config, PathState.Between network)
    {
        for (var link = 0; link < network.Links.Count; link++)
        {
            if (network.Links[link].NoticedIn == 0)
            {
                return Chosen(
                    config,
                    network with
                    {
                        Links = network.Links.With(
                            link, network.Links[link] with { NoticedIn = null }),
                    },
                    new LinkSelection.Input.Carrier(link, network.Links[link].Works));
            }
        }

        return network.ConvergesIn == 0
            ? network with { Over = network.Next, ConvergesIn = null }
            : Chosen(config, network, new LinkSelection.Input.Tick());
    }

    private static PathState.Between Chosen(
        PathConfig config, PathState.Between network, LinkSelection.Input input)
    {
        var next = LinkSelection.Step(config.Links, network.Choice, Instant.Zero, input);
        var after = network with { Choice = next.State };
        foreach (var output in next.Outputs)
        {
            after = output switch
            {
                LinkSelection.Output.Reroute(var link) => after with
                {
                    Next = link,
                    ConvergesIn = config.Convergence,
                },
                LinkSelection.Output.UseSaOf or LinkSelection.Output.Lost
                    or LinkSelection.Output.Regained => after,
            };
        }

        return after;
    }

    private static Reason Why(string rule) => new("Holdfast", rule);
}
