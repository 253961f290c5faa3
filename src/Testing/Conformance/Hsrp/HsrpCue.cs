using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Phase = Holdfast.StateMachines.Hsrp.HsrpGroup.Phase;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <summary>What a router that the kit plays says: the letters of the alphabet of HSRP.</summary>
/// <param name="Source">Its address.</param>
/// <param name="Opcode">The kind of message.</param>
/// <param name="State">Its state.</param>
/// <param name="Rank">Its priority, less that of the speaker under test.</param>
internal sealed record HsrpCue(HostAddress Source, HsrpOpcode Opcode, Phase State, int Rank)
{
    private const string Right = "cisco";

    /// <summary>Its hold time in tenths of the speaker's own.</summary>
    private int Hold { get; init; } = 10;

    private string Password { get; init; } = Right;

    private int Group { get; init; }

    /// <summary>The password of the group.</summary>
    public const string PasswordOfTheGroup = Right;

    /// <summary>The address of the speaker under test: between those of the others.</summary>
    public static readonly HostAddress Own = HostAddress.Parse("192.0.2.10");

    private static readonly HostAddress Above = HostAddress.Parse("192.0.2.20");
    private static readonly HostAddress Below = HostAddress.Parse("192.0.2.5");
    private static readonly HostAddress EqualAbove = HostAddress.Parse("192.0.2.30");
    private static readonly HostAddress EqualBelow = HostAddress.Parse("192.0.2.3");

    /// <summary>What is said, by the number of the letter; null: no message.</summary>
    public static readonly IReadOnlyList<HsrpCue?> All =
    [
        null, // 0 enables, where that is news; 1 disables; 2 is no HSRP.
        null,
        null,
        Higher(HsrpOpcode.Hello, Phase.Active), // 3
        Lower(HsrpOpcode.Hello, Phase.Active), // 4
        Higher(HsrpOpcode.Hello, Phase.Standby), // 5
        Lower(HsrpOpcode.Hello, Phase.Standby), // 6
        Higher(HsrpOpcode.Hello, Phase.Speak), // 7
        Lower(HsrpOpcode.Hello, Phase.Speak), // 8
        Higher(HsrpOpcode.Coup, Phase.Active), // 9
        Lower(HsrpOpcode.Coup, Phase.Active), // 10
        Higher(HsrpOpcode.Resign, Phase.Initial), // 11
        Lower(HsrpOpcode.Resign, Phase.Initial), // 12
        Higher(HsrpOpcode.Hello, Phase.Active) with { Password = "wrong" }, // 13
        Higher(HsrpOpcode.Coup, Phase.Active) with { Password = "" }, // 14
        Higher(HsrpOpcode.Hello, Phase.Active) with { Group = 1 }, // 15
        Higher(HsrpOpcode.Hello, Phase.Active) with { Hold = 18 }, // 16
        Higher(HsrpOpcode.Hello, Phase.Active) with { Hold = 5 }, // 17
        Higher(HsrpOpcode.Hello, Phase.Standby) with { Hold = 18 }, // 18
        Lower(HsrpOpcode.Hello, Phase.Active) with { Hold = 18 }, // 19
        new(EqualAbove, HsrpOpcode.Hello, Phase.Active, 0), // 20
        new(EqualBelow, HsrpOpcode.Hello, Phase.Active, 0), // 21
        new(EqualAbove, HsrpOpcode.Coup, Phase.Active, 0), // 22
        new(EqualBelow, HsrpOpcode.Coup, Phase.Active, 0), // 23
        Higher(HsrpOpcode.Hello, Phase.Active), // 24 to 27: more often
        Lower(HsrpOpcode.Hello, Phase.Active),
        Higher(HsrpOpcode.Resign, Phase.Initial),
        Higher(HsrpOpcode.Hello, Phase.Active),
    ];

    /// <summary>The packet, to a speaker of these settings.</summary>
    public HsrpTold.Datagram To(HsrpSettings settings) => new(
        Source,
        new HsrpWords(
            Opcode, State, (uint)(settings.Priority + Rank), settings.Group + Group,
            settings.HelloTime, settings.HoldTime / 10 * Hold, settings.VirtualAddress,
            Password).Write(settings.Version));

    private static HsrpCue Higher(HsrpOpcode opcode, Phase state) => new(Above, opcode, state, 50);

    private static HsrpCue Lower(HsrpOpcode opcode, Phase state) => new(Below, opcode, state, -50);
}
