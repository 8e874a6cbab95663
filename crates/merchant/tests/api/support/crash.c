/* Loaded into the real program by its tests (LD_PRELOAD), never built into it: sees every call by which the program
 * talks to the world, and ends it there.
 *
 * Where it dies: DIE_AT has a call a line, to be seen in this order; at the last one the program is killed (SIGKILL),
 * by DIE_WHEN before the call, with half of what it writes written, or after it.
 *
 *     recv TEXT    something that contains TEXT has come on a socket
 *     send TEXT    something that contains TEXT is sent on a socket
 *     reply        something has come on the socket of the call before
 *     frame TEXT   a page that contains TEXT is written into SQLite's log
 *     sync         SQLite's log is forced to the disk
 *
 * TEXT is a sequence of bytes, \xNN where they do not show. The program may make other calls in between.
 *
 * What the disk keeps: DISK is a folder, DISK_KEPT another one, on which this keeps what a disk would have that loses
 * whatever was not forced onto it: the content of a file as of its last fsync or fdatasync, the names in a folder as of
 * the folder's last. What sync_file_range has started is not kept: it promises nothing. With DISK_LIES nothing is, and with
 * DISK_BROKEN no file but logs can be forced onto it.
 *
 * What cannot be written: READ_ONLY is a database's file; while there is one of the same name with .read-only after it, the
 * database's files are as on a file system that was made read-only. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { SEND, RECV, REPLY, FRAME, SYNC, CALLS };
static const char *const NAMES[CALLS] = {"send", "recv", "reply", "frame", "sync"};
struct stage { enum call call; char text[256]; size_t length; };

static struct stage stages[256];
static volatile size_t count, at;
static int last_fd = -1;
static enum { BEFORE, HALF, AFTER } when;
static const char *disk, *kept, *read_only;
static int lies, broken;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER, disk_turn = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *why) {
    dprintf(2, "crash.c: %s: %s\n", why, strerror(errno));
    _exit(70);
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static int is_socket(int fd) {
    struct stat it;
    return fstat(fd, &it) == 0 && S_ISSOCK(it.st_mode);
}

static ssize_t path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    return length;
}

static int is_read_only(const char *path) {
    char mark[PATH_MAX];
    if (!read_only || strncmp(path, read_only, strlen(read_only)) != 0) return 0;
    snprintf(mark, sizeof mark, "%s.read-only", read_only);
    if (access(mark, F_OK) != 0) return 0;
    errno = EROFS;
    return 1;
}

static int is_log(int fd) {
    char path[PATH_MAX];
    ssize_t length = path_of(fd, path);
    return length > 4 && strcmp(path + length - 4, "-wal") == 0;
}

/* Whether this call is the last of the sequence: the program is to die at it. */
static int is_last(enum call call, int fd, const void *data, size_t length) {
    if (at >= count) return 0;
    pthread_mutex_lock(&turn);
    int last = 0;
    if (at < count && stages[at].call == call) {
        const struct stage *stage = &stages[at];
        int fits = call == REPLY ? fd == last_fd : call == SYNC || memmem(data, length, stage->text, stage->length);
        if (fits && (call == SEND || call == RECV ? is_socket(fd) : call == FRAME || call == SYNC ? is_log(fd) : 1)) {
            if (call != FRAME && call != SYNC) last_fd = fd;
            last = ++at == count;
        }
    }
    pthread_mutex_unlock(&turn);
    if (last && when == BEFORE) die();
    return last;
}

/* The last call was made, if it could be made. */
static ssize_t made(ssize_t result) {
    if (result >= 0) die();
    return result;
}

/* Something has been read; nobody can tell a program that dies before it from one that dies after it. */
static ssize_t came(int fd, const void *data, ssize_t result) {
    if (result > 0 && at < count && is_last(stages[at].call == RECV ? RECV : REPLY, fd, data, (size_t)result)) die();
    return result;
}

static size_t part(size_t length) { return when == HALF ? (length + 1) / 2 : length; }

ssize_t write(int fd, const void *data, size_t length) {
    int last = is_last(SEND, fd, data, length);
    ssize_t result = syscall(SYS_write, fd, data, last ? part(length) : length);
    return last ? made(result) : result;
}

ssize_t send(int fd, const void *data, size_t length, int flags) {
    int last = is_last(SEND, fd, data, length);
    ssize_t result = syscall(SYS_sendto, fd, data, last ? part(length) : length, flags, NULL, 0);
    return last ? made(result) : result;
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
    if (at < count && stages[at].call == SEND) {
        size_t length = 0, filled = 0;
        for (int i = 0; i < number; i++) length += parts[i].iov_len;
        char *data = malloc(length + 1);
        if (!data) fail("malloc");
        for (int i = 0; i < number; i++) {
            memcpy(data + filled, parts[i].iov_base, parts[i].iov_len);
            filled += parts[i].iov_len;
        }
        int last = is_last(SEND, fd, data, length);
        if (last) return made(syscall(SYS_write, fd, data, part(length)));
        free(data);
    }
    return syscall(SYS_writev, fd, parts, number);
}

ssize_t read(int fd, void *data, size_t length) { return came(fd, data, syscall(SYS_read, fd, data, length)); }

ssize_t recv(int fd, void *data, size_t length, int flags) {
    return came(fd, data, syscall(SYS_recvfrom, fd, data, length, flags, NULL, NULL));
}

ssize_t readv(int fd, const struct iovec *parts, int number) {
    ssize_t result = syscall(SYS_readv, fd, parts, number);
    if (result > 0 && number > 0) {
        ssize_t length = (ssize_t)parts[0].iov_len;
        came(fd, parts[0].iov_base, result < length ? result : length);
    }
    return result;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    char path[PATH_MAX];
    if (read_only && path_of(fd, path) > 0 && is_read_only(path)) return -1;
    /* A page; what is shorter is the head of the log or of a frame. */
    int last = length >= 512 && is_last(FRAME, fd, data, length);
    ssize_t result = syscall(SYS_pwrite64, fd, data, last ? part(length) : length, offset);
    return last ? made(result) : result;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if ((flags & O_ACCMODE) != O_RDONLY && is_read_only(path)) return -1;
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open64(path, flags, mode);
}

/* The disk. */

static void put(const char *name, int (*fill)(int out, const void *of), const void *of) {
    char new[PATH_MAX], path[PATH_MAX];
    snprintf(new, sizeof new, "%s/new", kept);
    snprintf(path, sizeof path, "%s/%s", kept, name);
    int out = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0 || fill(out, of) != 0) fail("what is forced to the disk cannot be kept");
    close(out);
    if (syscall(SYS_renameat, AT_FDCWD, new, AT_FDCWD, path) != 0) fail("rename");
}

static int fill_content(int out, const void *of) {
    char page[65536];
    off_t offset = 0;
    for (;;) {
        ssize_t length = syscall(SYS_pread64, *(const int *)of, page, sizeof page, offset);
        if (length <= 0) return (int)length;
        if (syscall(SYS_write, out, page, length) != length) return -1;
        offset += length;
    }
}

static int fill_names(int out, const void *of) {
    DIR *folder = opendir(of);
    if (!folder) return -1;
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        struct stat it;
        if (fstatat(dirfd(folder), entry->d_name, &it, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(it.st_mode))
            dprintf(out, "%lu %s\n", (unsigned long)it.st_ino, entry->d_name);
    }
    closedir(folder);
    return 0;
}

static void keep_content(int fd, ino_t inode) {
    char name[32];
    snprintf(name, sizeof name, "%lu", (unsigned long)inode);
    put(name, fill_content, &fd);
}

static int is_on_disk(const char *path) {
    size_t length = disk ? strlen(disk) : 0;
    return length && strncmp(path, disk, length) == 0 && (path[length] == '/' || !path[length]);
}

static int synced(int fd, int result) {
    char path[PATH_MAX];
    if (result != 0 || !disk || lies || path_of(fd, path) < 0 || !is_on_disk(path)) return result;
    struct stat it;
    if (fstat(fd, &it) != 0) fail("fstat");
    pthread_mutex_lock(&disk_turn);
    if (S_ISDIR(it.st_mode)) {
        put("names", fill_names, path);
    } else if ((fcntl(fd, F_GETFL) & O_ACCMODE) != O_WRONLY) {
        /* Not opened once more: closing that would give up the locks that SQLite has on the file. */
        keep_content(fd, it.st_ino);
    } else {
        int readable = open(path, O_RDONLY | O_CLOEXEC);
        keep_content(readable, it.st_ino);
        close(readable);
    }
    pthread_mutex_unlock(&disk_turn);
    return result;
}

static int is_broken(int fd) {
    char path[PATH_MAX];
    struct stat it;
    return broken && !is_log(fd) && path_of(fd, path) > 0 && is_on_disk(path) && fstat(fd, &it) == 0 && S_ISREG(it.st_mode);
}

static int force(long number, int fd) {
    if (is_broken(fd)) {
        errno = EIO;
        return -1;
    }
    int last = at < count && is_last(SYNC, fd, "", 0);
    int result = synced(fd, (int)syscall(number, fd));
    if (last) die();
    return result;
}

int fsync(int fd) { return force(SYS_fsync, fd); }
int fdatasync(int fd) { return force(SYS_fdatasync, fd); }

/* What has lost its name may still have it on the disk. It is held open, so that no other file becomes what it was. */
static void hold(const char *path) {
    if (is_on_disk(path)) (void)!open(path, O_RDONLY | O_CLOEXEC);
}

int unlink(const char *path) {
    hold(path);
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int rename(const char *from, const char *to) {
    hold(to);
    return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

/* What is there at the start is on the disk. A program that is started by another one does not start anew. */
static void keep_all(void) {
    char names[PATH_MAX];
    snprintf(names, sizeof names, "%s/names", kept);
    if (access(names, F_OK) == 0) return;
    DIR *folder = opendir(disk);
    if (!folder) fail(disk);
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        struct stat it;
        if (fstatat(dirfd(folder), entry->d_name, &it, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(it.st_mode)) continue;
        int fd = openat(dirfd(folder), entry->d_name, O_RDONLY | O_CLOEXEC);
        if (fd < 0) fail(entry->d_name);
        keep_content(fd, it.st_ino);
        close(fd);
    }
    closedir(folder);
    put("names", fill_names, disk);
}

static void read_stage(struct stage *stage, const char *line, size_t length) {
    size_t name = strcspn(line, " \n");
    errno = EINVAL;
    while (strlen(NAMES[stage->call]) != name || strncmp(NAMES[stage->call], line, name) != 0)
        if (++stage->call == CALLS) fail("DIE_AT");
    for (size_t i = name + 1; i < length; i++) {
        unsigned byte;
        if (stage->length == sizeof stage->text) fail("DIE_AT");
        if (line[i] == '\\' && sscanf(line + i, "\\x%2x", &byte) == 1) i += 3;
        else byte = (unsigned char)line[i];
        stage->text[stage->length++] = (char)byte;
    }
}

__attribute__((constructor)) static void begin(void) {
    const char *line = getenv("DIE_AT"), *moment = getenv("DIE_WHEN");
    disk = getenv("DISK"), kept = getenv("DISK_KEPT"), lies = getenv("DISK_LIES") != NULL;
    broken = getenv("DISK_BROKEN") != NULL;
    read_only = getenv("READ_ONLY");
    if (disk) keep_all();
    when = !moment || !strcmp(moment, "before") ? BEFORE : !strcmp(moment, "half") ? HALF : AFTER;
    size_t found = 0;
    for (; line && *line; found++) {
        size_t length = strcspn(line, "\n");
        if (found == sizeof stages / sizeof *stages) fail("DIE_AT");
        read_stage(&stages[found], line, length);
        line += length + (line[length] == '\n');
    }
    count = found;
}
