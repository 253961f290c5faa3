using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Enumerator GetEnumerator() => new(Octets, First, Count);

    /// <summary>
    /// Goes from link to link. Every step checks the link's length again: a view over a buffer that
    /// somebody overwrites ends early, and never reads beyond it.
    /// </summary>
    public ref struct Enumerator
    {
        private ref readonly byte _at;
        private uint _rest;
        private uint _size;
        private int _left;
        private uint _next;
        private uint _tag;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Enumerator(ReadOnlySpan<byte> octets, uint first, int count)
        {
            _at = ref MemoryMarshal.GetReference(octets);
            _rest = (uint)octets.Length;
            _size = 0;
            _left = count;
            _next = first;
            _tag = 0;
        }

        /// <summary>The link.</summary>
        public readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                var octets = MemoryMarshal.CreateReadOnlySpan(in _at, (int)_size);
                if (T.PlainOctets > 0)
                {
                    return T.Plain(octets, _tag);
                }

                T.TryParseLink(octets, _tag, out var link, out _);
                return link;
            }
        }

        /// <summary>Goes on to the next link.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;
            _at = ref Unsafe.Add(ref Unsafe.AsRef(in _at), (nuint)_size);
            _rest -= _size;
            _tag = _next;
            if (T.PlainOctets == 0)
            {
                return MoveToChecked();
            }

            var least = (uint)T.PlainOctets;
            if (_rest < least)
            {
                return End();
            }

            var size = T.PlainSize(in _at);
            if (size - least > _rest - least)
            {
                return End();
            }

            _size = size;
            _next = T.PlainNext(in _at);
            return true;
        }

        private bool MoveToChecked()
        {
            var rest = MemoryMarshal.CreateReadOnlySpan(in _at, (int)_rest);
            if (!T.TryParseLink(rest, _tag, out var link, out _))
            {
                return End();
            }

            _size = (uint)link.Octets.Length;
            _next = link.NextTag;
            return true;
        }

        private bool End()
        {
            _left = 0;
            _size = 0;
            return false;
        }
    }
}
