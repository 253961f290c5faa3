using System.Collections.Frozen;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition;

/// <content>Peers by what they prove.</content>
public sealed partial record ClusterMemberConfig
{
    /// <summary>
    /// The place of each peer by its identity. It follows from the settings, so it tells no two
    /// configurations apart: any two indices are equal.
    /// </summary>
    private sealed class PeerIndex(Items<Peer> peers) : IEquatable<PeerIndex>
    {
        private readonly FrozenDictionary<Octets, int> _places = Enumerable.Range(0, peers.Count)
            .Where(at => peers[at].Identity.Length > 0)
            .ToFrozenDictionary(at => peers[at].Identity);

        public int? Find(Octets identity) =>
            _places.TryGetValue(identity, out var at) ? at : null;

        public bool Equals(PeerIndex? other) => other is not null;

        public override bool Equals(object? obj) => Equals(obj as PeerIndex);

        public override int GetHashCode() => 0;
    }
}
