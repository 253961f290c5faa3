using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Phase = Holdfast.StateMachines.Hsrp.HsrpGroup.Phase;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <summary>What a router that the kit plays says: the letters of the alphabet of HSRP.</summary>
/// <param name="Beside">Its address, less that of the speaker under test.</param>
/// <param name="Opcode">The kind of message.</param>
/// <param name="State">Its state.</param>
/// <param name="Rank">Its priority, less that of the speaker under test.</param>
internal sealed record HsrpCue(int Beside, HsrpOpcode Opcode, Phase State, int Rank)
{
    /// <summary>Its hold time in tenths of the speaker's own.</summary>
    private int Hold { get; init; } = 10;

    /// <summary>Which password it says.</summary>
    private Word Password { get; init; }

    private int Group { get; init; }

    private enum Word
    {
        Right,
        Wrong,
        None,
    }

    private const byte NoOpcode = 7;
    private const int Above = 10;
    private const int Below = -5;
    private const int EqualAbove = 20;
    private const int EqualBelow = -7;

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
        Higher(HsrpOpcode.Hello, Phase.Active) with { Password = Word.Wrong }, // 13
        Higher(HsrpOpcode.Coup, Phase.Active) with { Password = Word.None }, // 14
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
        At(settings, Beside),
        new HsrpWords(
            Opcode, State, (uint)(settings.Priority + Rank), settings.Group + Group,
            settings.HelloTime, Held(settings), settings.VirtualAddress, Said(settings))
            .Write(settings.Version));

    /// <summary>A packet that is none of its version, in turn: too short, of a version that it does
    /// not speak, or of a kind that there is not. As a Hello of Active it would count.</summary>
    /// <param name="settings">What the speaker is set to.</param>
    /// <param name="number">Whose turn it is.</param>
    public static HsrpTold.Datagram NoHsrp(HsrpSettings settings, int number)
    {
        var whole = Higher(HsrpOpcode.Hello, Phase.Active).To(settings);
        var octets = whole.Octets.Span.ToArray();

        // In version 2 a type and a length come first.
        var versionAt = settings.Version == 1 ? 0 : 2;
        switch (number % 3)
        {
            case 0:
                octets = octets[..3];
                break;
            case 1:
                octets[versionAt]++;
                break;
            default:
                octets[versionAt + 1] = NoOpcode;
                break;
        }

        return whole with { Octets = new(octets) };
    }

    private static HostAddress At(HsrpSettings settings, int beside) => settings.Address with
    {
        Value = (UInt128)((Int128)settings.Address.Value + beside),
    };

    // Whole seconds: version 1 says no others. RFC 2281 §5.1: above the hello time.
    private TimeSpan Held(HsrpSettings settings) => TimeSpan.FromSeconds(Math.Max(
        settings.HelloTime.TotalSeconds + 1,
        Math.Floor((settings.HoldTime / 10 * Hold).TotalSeconds)));

    private string Said(HsrpSettings settings) => Password switch
    {
        Word.Right => settings.Password,
        Word.Wrong => settings.Password == "wrong" ? "other" : "wrong",
        Word.None => "",
    };

    private static HsrpCue Higher(HsrpOpcode opcode, Phase state) => new(Above, opcode, state, 50);

    private static HsrpCue Lower(HsrpOpcode opcode, Phase state) => new(Below, opcode, state, -50);
}
