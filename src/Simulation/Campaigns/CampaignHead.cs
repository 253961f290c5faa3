using System.Buffers;
using System.Globalization;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Campaigns;

/// <summary>
/// Which campaign a file of results belongs to: files of one campaign have equal heads, and only
/// those can be gone on with or merged.
/// </summary>
/// <param name="World">The name of the world.</param>
/// <param name="Digest">The digest of the world.</param>
/// <param name="Seeds">All seeds of the campaign, whichever shard plays them.</param>
/// <param name="Swarm">What a seed stands for: <see cref="Campaigns.Swarm.Version"/>.</param>
public sealed record CampaignHead(string World, ulong Digest, SeedRange Seeds, int Swarm)
{
    /// <summary>The head of a campaign.</summary>
    public static CampaignHead Of(WorldPlan world, SeedRange seeds)
    {
        ArgumentNullException.ThrowIfNull(world);
        var text = new ArrayBufferWriter<byte>();
        WorldScenarioJson.Write(text, new(world, FaultPlan.None));
        var digest = StateDigest.Of('W');
        foreach (var octet in text.WrittenSpan)
        {
            digest = digest.With(octet);
        }

        return new(world.Name, digest.Value, seeds, Campaigns.Swarm.Version);
    }

    /// <summary>Why another file is of another campaign; null: it is of this one.</summary>
    public string? Differs(CampaignHead other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.World != World ? $"it is of the world {other.World}, not {World}"
            : other.Digest != Digest ? $"the world {World} has changed since"
            : other.Seeds != Seeds ? $"it is of seeds {other.Seeds}, not {Seeds}"
            : other.Swarm != Swarm
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"its seeds stand for faults of version {other.Swarm}, not {Swarm}")
            : null;
    }
}
