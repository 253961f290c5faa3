using Holdfast.Protocol.Bfd;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Links;

namespace Holdfast.Tests.Examples.StateMachines.Links;

/// <summary>
/// Two access links with a next hop each, sessions of BFD with both, and the choice of links that
/// hears of them, in steps of 10 ms.
/// </summary>
internal sealed class HopsUnderBfd
{
    // A tenth off: a packet each 90 ms.
    private const ushort Jitter = 400;

    private readonly BfdSession.State[] _ours;
    private readonly BfdSession.State[] _hops;
    private readonly List<(long At, int? Link)> _moves = [];
    private LinkSelection.State _choice = LinkSelection.Initial(Links, Instant.Zero);
    private long _at;

    public HopsUnderBfd()
    {
        _ours = [.. Enumerable.Repeat(BfdSession.Initial(Own, Instant.Zero), 2)];
        _hops = [.. Enumerable.Repeat(BfdSession.Initial(Hop, Instant.Zero), 2)];
        Choose(new LinkSelection.Input.Carrier(0, Works: true));
        Choose(new LinkSelection.Input.Carrier(1, Works: true));
    }

    /// <summary>100 ms, three times.</summary>
    public static BfdSession.Config Own { get; } = Session(discriminator: 7);

    /// <summary>Over which link traffic goes since when, in milliseconds.</summary>
    public IReadOnlyList<(long At, int? Link)> Moves => _moves;

    private static BfdSession.Config Hop { get; } = Session(discriminator: 9);

    private static LinkSelection.Config Links { get; } = LinkSelection.Config.TryCreate(
        new() { HoldDown = TimeSpan.FromSeconds(1), StableAfter = TimeSpan.FromSeconds(2) },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException($"{error}");

    private Instant Now => Instant.FromMilliseconds(_at);

    /// <summary>Runs to a time; the first link is cut when it is said so.</summary>
    public HopsUnderBfd Run(long untilMilliseconds, Func<long, bool> isCut)
    {
        for (; _at < untilMilliseconds; _at += 10)
        {
            for (var link = 0; link < 2; link++)
            {
                Tick(link, link == 0 && isCut(_at));
            }

            while (LinkSelection.Deadline(Links, _choice) <= Now)
            {
                Choose(new LinkSelection.Input.Tick());
            }

            var over = LinkSelection.LinkOf(_choice);
            if (_moves.Count == 0 || _moves[^1].Link != over)
            {
                _moves.Add((_at, over));
            }
        }

        return this;
    }

    private void Tick(int link, bool isCut)
    {
        while (BfdSession.Deadline(Own, _ours[link]) <= Now)
        {
            Ours(link, new BfdSession.Input.Tick(Jitter), isCut);
        }

        while (BfdSession.Deadline(Hop, _hops[link]) <= Now)
        {
            Hops(link, new BfdSession.Input.Tick(Jitter), isCut);
        }
    }

    private void Ours(int link, BfdSession.Input input, bool isCut)
    {
        var next = BfdSession.Step(Own, _ours[link], Now, input);
        _ours[link] = next.State;
        foreach (var said in next.Outputs)
        {
            if (LinkSelection.OfNextHop(link, said) is { } news)
            {
                Choose(news);
            }

            if (!isCut && BfdSession.ToMessage(Own, said) is { } packet)
            {
                Hops(link, Heard(Hop, packet), isCut);
            }
        }
    }

    private void Hops(int link, BfdSession.Input input, bool isCut)
    {
        var next = BfdSession.Step(Hop, _hops[link], Now, input);
        _hops[link] = next.State;
        foreach (var said in next.Outputs)
        {
            if (!isCut && BfdSession.ToMessage(Hop, said) is { } packet)
            {
                Ours(link, Heard(Own, packet), isCut);
            }
        }
    }

    private void Choose(LinkSelection.Input input) =>
        _choice = LinkSelection.Step(Links, _choice, Now, input).State;

    private static BfdSession.Input Heard(BfdSession.Config config, BfdControlValue packet) =>
        BfdSession.Classify(
            config, packet, BfdSession.HopLimit, BfdSession.Authenticity.None);

    private static BfdSession.Config Session(uint discriminator) =>
        BfdSession.Config.TryCreate(
            new()
            {
                Discriminator = discriminator,
                DesiredMinTx = TimeSpan.FromMilliseconds(100),
                RequiredMinRx = TimeSpan.FromMilliseconds(100),
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{error}");
}
