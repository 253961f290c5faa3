using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Spokes that find each other, or do not, and lose what they have. Carol and dave are the first
/// two spokes; hosts behind them send each other packets all the time.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="begins">When the trace begins in it.</param>
internal sealed class ShortcutScore(WorldPlan world, TimeSpan begins)
    : WordScore(world, begins, TimeSpan.FromSeconds(1))
{
    private const string Carol = "spoke-1";
    private const string Dave = "spoke-2";

    private IEnumerable<string> Hubs => World.Members.Select(member => member.Name);

    protected override void Happens(string what)
    {
        switch (what)
        {
            case "cut carol ↔ dave":
                // What they have they lose first.
                Add(new Fault.Delete(Carol, ByPeer: true));
                break;
            case "carol loses the SA":
                Add(new Fault.Delete(Carol, ByPeer: true));
                break;
            case "dave loses the SA":
                Add(new Fault.Delete(Dave, ByPeer: true));
                break;
            case "the hub crashes":
                Add([.. Hubs.Select(hub => new Fault.Crash(hub))]);
                break;
            case "the hub starts":
                Add([.. Hubs.Select(hub => new Fault.Restart(hub))]);
                break;
            case "join carol ↔ dave":
            case "carol sends a packet" or "dave sends a packet":
            case "carol registers" or "dave registers":
                // It comes of itself.
                break;
            default:
                throw Unknown(what);
        }
    }
}
