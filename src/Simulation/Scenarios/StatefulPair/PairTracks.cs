using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Reports;
using Holdfast.Simulation.Scenarios.Replication;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <summary>What timelines show of a composed member.</summary>
internal static class PairTracks
{
    /// <summary>Its roles, its SAs, its routes, and whether traffic passes.</summary>
    public static Items<TrackFact> Of(PairState state) => state.Is is { } one
        ?
        [
            HsrpTracks.Role("front", one.FirstHop.Front.Phase),
            HsrpTracks.Role("back", one.FirstHop.Back.Phase),
            ReplicationTracks.Role("replication", one.Replication),
            TrackFact.Of(
                "SAs", one.Replication.Replica.Sas.Children.Count > 0,
                state.Box.IsUsable ? "usable" : "known",
                state.Box.IsUsable ? Tone.Serving : Tone.Ready),
            TrackFact.Of(
                "routes", state.Box.Routes > 0,
                state.Box.Routes.ToString(CultureInfo.InvariantCulture), Tone.Serving),
            TrackFact.Of("traffic", state.Box.IsOpen, "passes", Tone.Serving),
        ]
        : [];
}
