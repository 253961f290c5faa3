using Holdfast.Protocol.Encapsulation;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Tests.Interop.ModelCheckers;

internal static partial class SmallMachines
{
    /// <summary>What moves the one side of a pair by the other; all letters make it large.</summary>
    private static string[] OfAPair =>
    [
        "Front a: enable", "Front b: disable", "Front g: Hello of a higher active",
        "Front i: Resign of the active", "Front Active timer first",
        "Front Standby timer first", "Back a: enable", "Back b: disable",
        "Back g: Hello of a higher active", "Back i: Resign of the active",
        "Back Active timer first", "Back Standby timer first", "permission from outside",
        "withhold", "withhold no more", "resign",
    ];

    private static HsrpGroup.Settings SmallGroup => new()
    {
        Version = HsrpGroup.HsrpVersion.V2,
        Address = HostAddress.Parse("10.0.0.1"),
        VirtualAddress = HostAddress.Parse("10.0.0.254"),
        HelloTime = Millisecond,
        HoldTime = 2 * Millisecond,
        JitterPercent = 0,
    };

    /// <summary>Who forwards, and where to.</summary>
    private static IEnumerable<SmallMachine> OfRouters() =>
    [
        Group("HsrpGroup", HsrpGroup.Dialect.Repaired, OfAPage),
        Group("HsrpGroupLiteral", HsrpGroup.Dialect.Rfc2281Literal, OfAPage),
        Group("HsrpGroupAllLetters", HsrpGroup.Dialect.Repaired, _ => true),
        Of(
            HsrpPair.Machine with
            {
                Alphabet =
                [
                    .. OfAPair
                        .Select(name => HsrpPair.Machine.Alphabet.Index()
                            .Single(letter => letter.Item.Name == name))
                        .OrderBy(letter => letter.Index).Select(letter => letter.Item),
                ],
            },
            HsrpPair.Config.TryCreate,
            new HsrpPair.Settings(SmallGroup, SmallGroup), Millisecond),
        Of(
            NhrpRegistration.Machine, NhrpRegistration.Config.TryCreate,
            new NhrpRegistration.Settings
            {
                HoldingTime = 3 * Second,
                RetryAfter = Second,
                RetryMax = 2 * Second,
            },
            Second),
        Of(
            NhrpShortcut.Machine, NhrpShortcut.Config.TryCreate,
            new NhrpShortcut.Settings
            {
                RetryAfter = Unit,
                SendsMax = 2,
                OpenWithin = Unit,
                QuietFor = Unit,
                HoldingTimeMax = 3 * Unit,
                RefreshBefore = 2 * Unit,
                PurgeRetryAfter = Unit,
                PurgeSendsMax = 2,
            },
            Unit),
        Of(
            NhrpServer.Machine, NhrpServer.Config.TryCreate,
            new NhrpServer.Settings
            {
                HoldingTimeMax = 3 * Unit,
                RedirectEvery = Unit,
                SweepEvery = Unit,
                PurgeRetryAfter = Unit,
                PurgeSendsMax = 2,
            },
            Unit),
        Of(
            ReverseRouteInjection.Machine, ReverseRouteInjection.Config.TryCreate,
            new ReverseRouteInjection.Settings
            {
                Prefix = Prefix.Parse("10.3.0.0/16"),
                DrainFor = Unit,
                ClaimsMax = 2,
            },
            Unit),
    ];

    /// <summary>What can be read: tracked links, permission and sync make a page long.</summary>
    private static bool OfAPage(string letter) => HsrpGroup.Machine.Alphabet
        .TakeWhile(one => one.Name != "link down").Any(one => one.Name == letter);

    private static SmallMachine Group(
        string name, HsrpGroup.Dialect dialect, Func<string, bool> hears) => Of(
        HsrpGroup.Machine with
        {
            Name = name,
            Alphabet = [.. HsrpGroup.Machine.Alphabet.Where(letter => hears(letter.Name))],
        },
        HsrpGroup.Config.TryCreate,
        SmallGroup with
        {
            Dialect = dialect,
            Identifier = new MacAddress(0x02_00_00_00_00_0A),
        },
        Millisecond);
}
