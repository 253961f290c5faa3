using Holdfast.Codec;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.StateMachines.Composition;

/// <content>The routers of NHRP: their SAs, reigns and time.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        /// <summary>Whether a CHILD SA with a router is up, and this member reigns over it.
        /// </summary>
        private readonly bool IsUp(HostAddress nbma, IkeSaParts? except)
        {
            if (!_isOpen)
            {
                return false;
            }

            foreach (var sa in _sas)
            {
                if (sa.Sa != except?.Sa && RoutersOf(sa).Span.Contains(nbma)
                    && _replication.Replica.Sas.Ikes.TryFind(sa.Ike.Key, out var ike)
                    && ike.Children.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Where the router of an IKE SA is: where it was seen, else where the
        /// configuration has it.</summary>
        private readonly Items<HostAddress> RoutersOf(IkeSaParts sa) =>
            sa.SeenAt is { } seen ? [seen]
            : sa.PeerAt is { } at ? config.Peers[at].Addresses
            : [];

        /// <summary>The router of an IKE SA is at an address, and at no other one.</summary>
        private void PeerSeen(IkeSaParts sa, HostAddress nbma)
        {
            var before = RoutersOf(sa);
            if (sa.SeenAt != nbma)
            {
                Keep(sa with { SeenAt = nbma });
                foreach (var old in before)
                {
                    if (old != nbma)
                    {
                        RouterDown(old, except: null);
                    }
                }

                if (_isOpen && !before.Span.Contains(nbma)
                    && _replication.Replica.Sas.Ikes.TryFind(sa.Ike.Key, out var ike)
                    && ike.Children.Count > 0)
                {
                    RouterUp(nbma);
                }
            }

            _reason ??= Why.SeenThere;
        }

        /// <summary>A CHILD SA came: registrations and shortcuts may use its router.</summary>
        private void RouterUp(HostAddress nbma)
        {
            if (_nhrp is null)
            {
                return;
            }

            var hub = config.Set.Nhrp.Hubs.Span.IndexOf(nbma);
            if (hub >= 0)
            {
                Registration(hub, new NhrpRegistration.Input.SaUp());
            }

            ToShortcuts(new NhrpShortcut.Input.SaUp(nbma));
        }

        /// <summary>
        /// I34: a shortcut goes with the last SA of its router, and a registration with that of
        /// its spoke.
        /// </summary>
        private void RouterDown(HostAddress nbma, IkeSaParts? except)
        {
            if (_nhrp is null || !_isOpen || IsUp(nbma, except))
            {
                return;
            }

            var hub = config.Set.Nhrp.Hubs.Span.IndexOf(nbma);
            ToShortcuts(new NhrpShortcut.Input.SaDown(nbma));
            if (hub >= 0)
            {
                Registration(hub, new NhrpRegistration.Input.SaDown());
            }

            Hub(new NhrpServer.Input.SaDown(nbma));
        }

        /// <summary>A reign begins: a spoke registers over what stands.</summary>
        private void BeginNhrp()
        {
            if (_nhrp is not null)
            {
                foreach (var hub in config.Set.Nhrp.Hubs)
                {
                    if (IsUp(hub, except: null))
                    {
                        RouterUp(hub);
                    }
                }
            }
        }

        /// <summary>A reign ends: no way leads past a hub, and nobody is registered here.
        /// </summary>
        private void EndNhrp()
        {
            if (_nhrp is not { } nhrp)
            {
                return;
            }

            foreach (var way in nhrp.Shortcuts)
            {
                if (way.State is NhrpShortcut.State.Live(_, var binding, _, _))
                {
                    Shortcut(way.Destination, new NhrpShortcut.Input.SaDown(binding.Nbma));
                }
                else if (way.State is NhrpShortcut.State.Refreshing(_, _, var refreshed, _))
                {
                    Shortcut(way.Destination, new NhrpShortcut.Input.SaDown(refreshed.Nbma));
                }
            }

            for (var hub = 0; hub < nhrp.Registrations.Count; hub++)
            {
                Registration(hub, new NhrpRegistration.Input.SaDown());
            }

            _nhrp = _nhrp with
            {
                Hub = config.NhrpServer is { } server ? NhrpServer.Initial(server, now) : null,
                Shortcuts = default,
                Due = default,
            };
        }

        private void ServeRegistrations()
        {
            for (var hub = 0; hub < _nhrp!.Registrations.Count; hub++)
            {
                if (NhrpRegistration.Deadline(
                    config.NhrpRegistration!, _nhrp.Registrations[hub]) <= now)
                {
                    Registration(hub, new NhrpRegistration.Input.Tick());
                    return;
                }
            }
        }

        private void ServeShortcuts()
        {
            var due = _nhrp!.Due.First!.Id;
            foreach (var way in _nhrp.Shortcuts)
            {
                if (way.Id == due)
                {
                    Shortcut(way.Destination, new NhrpShortcut.Input.Tick());
                    return;
                }
            }
        }
    }
}
