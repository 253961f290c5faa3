using System.Globalization;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.Tests.Interop.Corpus;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>
/// Routers of a capture, done again: each machine hears what its router heard, and what it says is
/// set against what the router said.
/// </summary>
internal sealed class HsrpReplay
{
    /// <summary>Two Hellos of a router that lie further apart belong to two spells of speech.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(6);

    private readonly List<Heard> _heard;

    private HsrpReplay(List<Heard> heard) => _heard = heard;

    /// <summary>A message of the capture.</summary>
    private sealed record Heard(TimeSpan At, HostAddress From, HsrpMessageValue Message);

    /// <summary>What a router began to say, and when.</summary>
    public readonly record struct Spell(TimeSpan At, string Says)
    {
        /// <summary>Milliseconds and words.</summary>
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{At.TotalSeconds:0.000} {Says}");
    }

    /// <summary>Reads the messages of a public capture.</summary>
    public static HsrpReplay Of(string capture)
    {
        List<Heard> heard = [];
        foreach (var frame in TimedFrame.Of(
            Path.Combine(Repository.Public, "captures", "hsrp", capture)))
        {
            if (EthernetFrame.TryParse(frame.Octets, out var ethernet, out _)
                && Ipv4Packet.TryParse(ethernet.Payload, out var ip, out _)
                && UdpDatagram.TryParse(ip.Payload, out var udp, out _)
                && udp.DestinationPort == 1985
                && HsrpMessageValue.TryParse(udp.Payload, out var message, out _))
            {
                heard.Add(new(frame.At, HostAddress.From(ip.SourceAddress), message));
            }
        }

        return new(heard);
    }

    /// <summary>What a router was seen to say: the first of each row of equal messages.</summary>
    public List<Spell> Observed(Config config)
    {
        List<Spell> spells = [];
        var last = TimeSpan.Zero;
        foreach (var one in _heard.Where(one => one.From == config.Address))
        {
            var says = Classify(config, one.Message, one.From, Digest.None) switch
            {
                Input.Hello(var message) => $"{message.Phase}",
                Input.Coup => "Coup",
                _ => null,
            };
            if (says is null)
            {
                continue;
            }

            if (spells is not [.., var spell] || spell.Says != says || one.At - last > Silence)
            {
                spells.Add(new(one.At, says));
            }

            last = one.At;
        }

        return spells;
    }

    /// <summary>The states in which its machine speaks, and its Coups.</summary>
    /// <param name="config">The router.</param>
    /// <param name="enabled">When it was enabled, before the capture or in it.</param>
    /// <param name="first">Which of several timers that are due expires first.</param>
    /// <param name="before">
    /// Routers that speak before the capture begins, every three seconds, and their states.
    /// </param>
    public List<Spell> Foretold(
        Config config, TimeSpan enabled, HsrpTimer first = HsrpTimer.Standby,
        params (Config Router, Phase Phase)[] before)
    {
        var state = Initial(config, At(enabled));
        List<Spell> said = [];
        Take(enabled, new Input.Enable());
        foreach (var (at, input) in Past().Concat(Seen())
            .Where(one => one.At >= enabled))
        {
            RunUntil(at);
            Take(at, input);
        }

        RunUntil(_heard[^1].At);

        // What it said before the capture begins, nobody saw.
        return [.. said.Where(spell => spell.At >= TimeSpan.Zero)];

        IEnumerable<(TimeSpan At, Input Input)> Past() =>
            from tick in Enumerable.Range(0, 20)
            from router in before
            select (
                TimeSpan.FromSeconds((3 * tick) - 60),
                (Input)new Input.Hello(new(
                    new(router.Router.Address, router.Router.Priority), router.Phase,
                    TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10),
                    config.VirtualAddress)));

        IEnumerable<(TimeSpan At, Input Input)> Seen() =>
            from one in _heard
            where one.From != config.Address
            let input = Classify(config, one.Message, one.From, Digest.None)
            where input is not null
            select (one.At, input);

        void RunUntil(TimeSpan end)
        {
            while (Deadline(config, state) is { } due && due <= At(end))
            {
                Take(due - Instant.Zero - Origin, new Input.Tick(First: first));
            }
        }

        void Take(TimeSpan at, Input input)
        {
            var next = Step(config, state, At(at), input);
            foreach (var output in next.Outputs)
            {
                if (output is Output.SendCoup)
                {
                    said.Add(new(at, "Coup"));
                }
            }

            if (next.State.Phase != state.Phase
                && next.State.Phase is Phase.Speak or Phase.Standby or Phase.Active)
            {
                said.Add(new(at, $"{next.State.Phase}"));
            }

            state = next.State;
        }
    }

    // Time before the capture is not before time itself.
    private static readonly TimeSpan Origin = TimeSpan.FromMinutes(10);

    private static Instant At(TimeSpan time) => Instant.Zero + Origin + time;
}
