using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Scenarios.Inbound;

/// <summary>How an inbound SA takes a packet.</summary>
public delegate UnmovedWindow InboundStep(
    Items<EspOnTheWay> packets, UnmovedWindow sa, int packet);

/// <summary>What an inbound SA is configured with.</summary>
/// <param name="Packets">The packets that may come.</param>
/// <param name="Step">How it takes one.</param>
public sealed record InboundConfig(Items<EspOnTheWay> Packets, InboundStep Step);

/// <summary>
/// An inbound ESP SA with real octets: packets of the peer in every order, recorded and sent again,
/// and packets that somebody changed on the way.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record InboundForgeries(string Name)
{
    private static readonly Items<EspOnTheWay> Packets = InboundSa.Packets(1, 2, 3, 33, 36, 70);

    /// <summary>How it takes a packet.</summary>
    public InboundStep Step { get; init; } = Take;

    /// <summary>The model.</summary>
    public WorldModel<InboundConfig, UnmovedWindow, int, int> Model() => new(Name)
    {
        Machine = new(nameof(InboundForgeries))
        {
            Initial = static (_, _) => UnmovedWindow.New(InboundSa.WindowSize),
            Step = static (config, sa, _, packet) =>
                new(config.Step(config.Packets, sa, packet), [], default),
            Deadline = static (_, _) => null,
            Rebase = static (sa, _) => sa,
            Normalize = static (_, sa) => sa,
            IsTerminal = static _ => false,
            Tick = 0,
            Alphabet = [],
            PhaseOf = static sa => string.Create(
                CultureInfo.InvariantCulture, $"up to {sa.Window.Right}"),
        },
        Members = [new("alice", new(Packets, Step))],
        Hear = static (_, _, _) => [],
        Ticks = [0],
        Unit = TimeSpan.FromSeconds(1),
        Faults = new()
        {
            Rules =
            [
                .. Packets.Select((packet, at) => new FaultRule<int>(NameOf(at))
                {
                    Effects = [new FaultEffect<int>.Take(0, at)],
                }),
            ],
        },
        Invariants =
        [
            RefusedReplays.Card.Never<UnmovedWindow>(static (in Look<UnmovedWindow> look) =>
                look[0].Twice),
        ],
        StepInvariants =
        [
            UnmovedWindow.Card.InNoStep<InboundConfig, UnmovedWindow, int, int>(
                static (in StepTaken<InboundConfig, UnmovedWindow, int, int> step) =>
                    UnmovedWindow.Moved(
                        step.Before, step.After, step.Config.Packets[step.Input].IsForged)),
        ],
        NameOfInput = NameOf,
    };

    /// <summary>The shipped way in.</summary>
    public static UnmovedWindow Take(Items<EspOnTheWay> packets, UnmovedWindow sa, int packet) =>
        InboundSa.TryTake(sa.Window, packets[packet].Packet, out var window, out var written)
            ? sa.With(window, packet, written)
            : sa with { Window = window };

    private static string NameOf(int packet) => string.Create(
        CultureInfo.InvariantCulture,
        $"ESP {Packets[packet].Number}{(Packets[packet].IsForged ? " forged" : "")}");
}
