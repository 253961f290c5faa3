using Holdfast.Codec;

namespace Holdfast.StateMachines.Links;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class LinkSelection
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(LinkSelection))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>No link has been heard of; the paths beyond them are taken to work.</summary>
    public static State Initial(Config config, Instant now) => new State.Isolated(
        [.. Enumerable.Repeat(new Link(false, HasPath: true, null, null, 0), config.Links)]);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => WithLinks(
        state,
        link => link with
        {
            HeldUntil = link.HeldUntil + by,
            UsableSince = link.UsableSince + by,
        });

    /// <summary>With the origin as now: a link that is stable is stable, however long.</summary>
    public static State Normalize(Config config, State state) => WithLinks(
        state,
        link => link with
        {
            HeldUntil = link.HeldUntil is { } until
                ? Instant.Latest(until, Instant.Zero)
                : null,
            UsableSince = link.UsableSince is { } since
                ? Instant.Latest(since, Instant.Zero - config.StableAfter)
                : null,
        });

    private static State WithLinks(State state, Func<Link, Link> change)
    {
        var (before, links) = (LinksOf(state), LinksOf(state));
        for (var at = 0; at < before.Count; at++)
        {
            var link = change(before[at]);
            links = link == before[at] ? links : links.With(at, link);
        }

        return links == before ? state : state switch
        {
            State.Preferred => new State.Preferred(links),
            State.Fallback fallback => fallback with { Links = links },
            State.Isolated => new State.Isolated(links),
        };
    }

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("link 0 up", (_, _) => new Input.Carrier(0, Works: true)),
        new("link 0 down", (_, _) => new Input.Carrier(0, Works: false)),
        new("path 0 up", (_, _) => new Input.Path(0, Works: true)),
        new("path 0 down", (_, _) => new Input.Path(0, Works: false)),
        new("hop 0 silent", (_, _) => new Input.Hop(0, IsSilent: true)),
        new("hop 0 heard", (_, _) => new Input.Hop(0, IsSilent: false)),
        new("peer 0 silent", (_, _) => new Input.Peer(0, IsSilent: true)),
        new("peer 0 heard", (_, _) => new Input.Peer(0, IsSilent: false)),
        new("link 1 up", (_, _) => new Input.Carrier(1, Works: true)),
        new("link 1 down", (_, _) => new Input.Carrier(1, Works: false)),
        new("no such link", (_, _) => new Input.Carrier(-1, Works: true)),
    ];
}
