package io.mnemon.memory.sight;

import io.mnemon.tenancy.Caller;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Tells who the subjects are that a request names, as far as its caller may act for them. */
public interface SubjectDirectory {

  /**
   * Resolves all names of one request at once.
   *
   * @param create whether subjects that do not exist are created where the caller's grant allows it
   * @return the subjects in the order of the names' iteration
   * @throws io.mnemon.api.ServiceException NOT_FOUND for a subject that the caller may not act for,
   *     whether it exists or not; UNAVAILABLE if the directory cannot be asked
   */
  Subjects resolve(Caller caller, Set<String> users, Set<String> agents, boolean create);

  /**
   * The users that an application may act for.
   *
   * @throws io.mnemon.api.ServiceException RESOURCE_EXHAUSTED if there are more than can be listed;
   *     UNAVAILABLE if the directory cannot be asked
   */
  Reach reach(Caller application);

  /** How far an application's grant reaches. */
  sealed interface Reach {
    /**
     * Every user of the tenant whose name begins with the prefix.
     *
     * @param renamedInto who was called otherwise before and has such a name now
     * @param renamedOutOf who was called otherwise before and has another name now
     */
    record Tenant(String prefix, Set<UUID> renamedInto, Set<UUID> renamedOutOf) implements Reach {
      public Tenant {
        renamedInto = Set.copyOf(renamedInto);
        renamedOutOf = Set.copyOf(renamedOutOf);
      }
    }

    /** These users. */
    record Users(Set<UUID> ids) implements Reach {
      public Users {
        ids = Set.copyOf(ids);
      }
    }
  }

  /**
   * @param caller the caller itself
   * @param users the users that were named
   * @param agents the agents that were named
   * @param epoch the tenant's authorization epoch as of which they were told
   */
  record Subjects(Subject caller, List<Subject> users, List<Subject> agents, long epoch) {
    public Subjects {
      users = List.copyOf(users);
      agents = List.copyOf(agents);
    }
  }
}
