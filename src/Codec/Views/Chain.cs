namespace Holdfast.Codec;

/// <summary>
/// Elements of which each names the type of the next; checked when the enclosing view was parsed.
/// </summary>
/// <typeparam name="T">The link.</typeparam>
public readonly ref struct Chain<T>
    where T : ILink<T>, allows ref struct
{
    internal Chain(ReadOnlySpan<byte> octets, uint first, uint ending, int count)
    {
        Octets = octets;
        First = first;
        Ending = ending;
        Count = count;
    }

    /// <summary>The octets of all links.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>The type of the first link.</summary>
    public uint First { get; }

    /// <summary>
    /// The tag behind the last link: the end value, what an unknown type ended the chain with, or
    /// what a last link hands on.
    /// </summary>
    public uint Ending { get; }

    /// <summary>Number of links.</summary>
    public int Count { get; }

    /// <summary>Enumerates without allocation.</summary>
    public Enumerator GetEnumerator() => new(Octets, First);

    /// <summary>Goes from link to link.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private uint _next;
        private T _current;

        internal Enumerator(ReadOnlySpan<byte> octets, uint first)
        {
            _rest = octets;
            _next = first;
            _current = default!;
        }

        /// <summary>The link.</summary>
        public readonly T Current => _current;

        /// <summary>Goes on to the next link.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty || !T.TryParseLink(_rest, _next, out _current, out _))
            {
                return false;
            }

            _next = _current.NextTag;
            _rest = _rest[_current.Octets.Length..];
            return true;
        }
    }
}
