using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Gateway.Isakmp;

/// <content>
/// Whoever has proved nothing makes room for the next: first those that have not shown that they
/// hear us, then those that have made keys with us and have signed nothing yet. A peer that signs
/// needs one round trip more for that, and strangers beyond the bound have to be faster than it.
/// </content>
internal sealed partial class PhaseOneAnswers
{
    /// <summary>More than these there never are.</summary>
    public const int Most = 1_024;

    /// <summary>Nor more than these from one address.</summary>
    public const int MostOfOne = 64;

    private bool HasRoom(Place place) =>
        (CountOf(place.From) < MostOfOne || Forgets(one => one.From == place.From))
        && (_open.Count < Most || Forgets(_ => true));

    /// <summary>The oldest that may go makes room, with its keys; false: there is none.</summary>
    private bool Forgets(Func<Place, bool> which)
    {
        var oldest = _open.Where(one => which(one.Key) && OrderOf(one.Value.State) is not null)
            .OrderBy(one => (OrderOf(one.Value.State), one.Value.Number))
            .Select(one => (Place?)one.Key).FirstOrDefault();
        if (oldest is not { } place)
        {
            return false;
        }

        Step(place, _open[place], new PhaseOneResponder.Input.Failed(), default);
        return true;
    }

    /// <summary>Who goes first; null: it stays. A peer at an address that has a key stays: no
    /// stranger hears what is said to it.</summary>
    private static int? OrderOf(PhaseOneResponder.State state) => state switch
    {
        PhaseOneResponder.State.Open => 0,
        PhaseOneResponder.State.Authenticating { Half.Signs: true } => 1,
        _ => null,
    };

    private int CountOf(HostAddress from)
    {
        var count = 0;
        foreach (var place in _open.Keys)
        {
            count += place.From == from ? 1 : 0;
        }

        return count;
    }
}
