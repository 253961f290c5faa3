using System.Text.RegularExpressions;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Dpd;
using Holdfast.Testing.Conformance.Hsrp;
using Holdfast.Testing.Conformance.IdSync;
using Holdfast.Testing.Conformance.IdWindows;
using Holdfast.Testing.Conformance.Liveness;
using Holdfast.Testing.Conformance.ReplayWindows;
using Holdfast.Testing.Conformance.Replication;
using Holdfast.Testing.Conformance.Rri;

namespace Holdfast.Tests.Architecture;

/// <summary>A property that the kit holds implementations of others to.</summary>
/// <param name="Suite">Its suite.</param>
/// <param name="Property">Its name.</param>
/// <param name="Section">The RFC and sections, or "no RFC" and the ADR, that it states.</param>
/// <param name="Invariant">Its invariant; empty: none.</param>
internal sealed partial record KitClaim(
    string Suite, string Property, string Section, string Invariant)
{
    /// <summary>All of them, in the order of their suites; a property that two readings have is
    /// one.</summary>
    public static IReadOnlyList<KitClaim> All { get; } =
    [
        .. Suites().SelectMany(suite => suite.Properties.Select(one => new KitClaim(
            suite.Name, one.Name, one.Section, one.Invariant))).Distinct(),
    ];

    /// <summary>How requirements of its sections begin; none where no RFC states it.</summary>
    public IReadOnlyList<string> Prefixes => Cited.Match(Section) is { Success: true } cited
        ?
        [
            .. cited.Groups["section"].Captures.Select(section =>
                $"RFC{cited.Groups["rfc"]}-{Appendix.Replace(section.Value, "$1.$2")}-"),
        ]
        : [];

    /// <summary>The decision that states what no RFC does; null: an RFC does.</summary>
    public string? Decision => Decided.Match(Section) is { Success: true } decided
        ? decided.Groups["adr"].Value.PadLeft(4, '0')
        : null;

    private static IEnumerable<ConformanceSuite> Suites() =>
    [
        DpdConformance.Of(static _ => Silent<DpdTold, DpdSaid>()),
        LivenessConformance.Of(static _ => Silent<LivenessTold, LivenessSaid>()),
        .. from version in (int[])[1, 2]
           from reading in Enum.GetValues<HsrpReading>()
           select HsrpConformance.Of(
               version, reading, static _ => Silent<HsrpTold, HsrpSaid>()),
        RriConformance.Of(static _ => Silent<RriTold, RriSaid>()),
        ReplayConformance.Of(static _ => Silent<ReplayTold, ReplaySaid>()),
        IdConformance.Of(static _ => Silent<IdTold, IdSaid>()),
        .. from reading in Enum.GetValues<IdSyncReading>()
           select IdSyncConformance.Of(
               static _ => Silent<IdSyncTold, IdSyncSaid>(), reading),
        ReplicationConformance.Of(static (_, _) => Silent<MemberTold, MemberSaid>()),
    ];

    private static Subject<TTold, TSaid> Silent<TTold, TSaid>() =>
        new(static (_, _) => [], static () => null);

    [GeneratedRegex(
        @"^RFC (?<rfc>\d+) §(?<section>[A-Z]?\d[\d.]*)(, §(?<section>[A-Z]?\d[\d.]*))*$")]
    private static partial Regex Cited { get; }

    [GeneratedRegex(@"^no RFC, ADR (?<adr>\d+)$")]
    private static partial Regex Decided { get; }

    // RFC 4303 writes A2.2, and the ledger A.2.2.
    [GeneratedRegex(@"^([A-Z])(\d)")]
    private static partial Regex Appendix { get; }
}
