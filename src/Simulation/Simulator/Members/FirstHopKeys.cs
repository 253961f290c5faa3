using System.Text;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Simulation.Simulator;

/// <summary>The keys of HSRP that members hold and nobody else: each follows from its number.
/// </summary>
internal static class FirstHopKeys
{
    /// <summary>Takes in the key of a group that has one.</summary>
    public static void Know(HsrpKeyChain keys, HsrpGroup.Config group)
    {
        if (group.Settings.Authentication is HsrpGroup.Authentication.Md5(var id) && !keys.Has(id))
        {
            keys.Set(id, Encoding.UTF8.GetBytes($"the key {id} that members share"));
        }
    }
}
